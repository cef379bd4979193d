"""Signed-in browsers. The cookie's token is random and known to the browser only."""

from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select

from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.models import LoginSession, User
from gate.registry.staff import UserView

IDLE_S = 12 * 3600
"""Seconds without a page until a session ends: longer than a shift, shorter than a day."""

LONGEST_S = 7 * 24 * 3600
"""Seconds until a session ends however busy it is, so that a forgotten device does not stay in."""

SEEN_EVERY_S = 60
"""Seconds between two notes of a session's use: being looked at is not worth a write each time."""

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What the browser gets: the cookie's token, and the word that its forms must bring back."""

    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a cookie. `noted` is when its use was last written down."""

    user: UserView
    csrf: str
    noted: int

    def worth_noting(self, wall: float) -> bool:
        """Tell whether `touch` should be called for this use."""
        return wall - self.noted >= SEEN_EVERY_S


def start(session: Session, user: UserView, *, author: Author) -> OpenedSession:
    """Sign a user in, who has shown the password, and journal it under their own number."""
    opened = OpenedSession(token_urlsafe(_TOKEN_BYTES), token_urlsafe(_TOKEN_BYTES))
    session.add(
        LoginSession(
            token_hash=_hash(opened.token),
            user_id=user.id,
            csrf=opened.csrf,
            created_at=author.seconds,
            seen_at=author.seconds,
        )
    )
    ledger.record(session, replace(author, actor=user.actor), "admin.login", {"user": user.id})
    return opened


def find(session: Session, token: str, wall: float) -> SignedIn | None:
    """Return who a cookie belongs to; None when it is unknown, too old or the user inactive."""
    found = session.exec(
        select(LoginSession, User)
        .where(LoginSession.user_id == User.id, LoginSession.token_hash == _hash(token))
        .where(col(User.active).is_(True))
    ).first()
    if found is None:
        return None
    opened, user = found
    if wall - opened.seen_at >= IDLE_S or wall - opened.created_at >= LONGEST_S:
        return None
    return SignedIn(UserView.of(user), opened.csrf, opened.seen_at)


def touch(session: Session, token: str, wall: float) -> None:
    """Note that a session is in use; its idle time starts again."""
    opened = session.get(LoginSession, _hash(token))
    if opened is not None:
        opened.seen_at = int(wall)


def close(session: Session, token: str, *, author: Author) -> None:
    """Sign a browser out and journal it; one that is out already stays out."""
    opened = session.get(LoginSession, _hash(token))
    if opened is None:
        return
    session.delete(opened)
    own = replace(author, actor=f"user:{opened.user_id}")
    ledger.record(session, own, "admin.logout", {"user": opened.user_id})


def close_all(session: Session, user_id: int) -> None:
    """End every session of a user."""
    session.exec(delete(LoginSession).where(col(LoginSession.user_id) == user_id))


def purge(session: Session, wall: float) -> int:
    """Forget the sessions that are over and return how many there were."""
    over = or_(
        col(LoginSession.seen_at) <= wall - IDLE_S, col(LoginSession.created_at) <= wall - LONGEST_S
    )
    count = session.exec(select(func.count()).select_from(LoginSession).where(over)).one()
    session.exec(delete(LoginSession).where(over))
    return count


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
