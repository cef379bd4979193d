"""Signed-in browsers. The cookie's token is random and known to the browser only."""

from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select

from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.models import LoginSession, User
from gate.registry.people.staff import UserView

IDLE_S = 12 * 3600
"""Seconds without a page until a session ends: longer than a shift, shorter than a day."""

LONGEST_S = 7 * 24 * 3600
"""Seconds until a session ends however busy it is, so that a forgotten device does not stay in."""

SEEN_EVERY_S = 60
"""Seconds between two notes of a session's use: being looked at is not worth a write each time."""

LONGEST_DEVICE = 120
"""Characters kept of what a browser calls itself."""

_TOKEN_BYTES = 32
_ID_LENGTH = 16


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


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser, for its owner to look at. `id` names it and opens nothing."""

    id: str
    device: str
    since: int
    seen: int
    own: bool


def start(session: Session, user: UserView, *, author: Author, device: str = "") -> OpenedSession:
    """Sign a user in, who has shown the password, and journal it under their own number."""
    opened = OpenedSession(token_urlsafe(_TOKEN_BYTES), token_urlsafe(_TOKEN_BYTES))
    session.add(
        LoginSession(
            token_hash=_hash(opened.token),
            user_id=user.id,
            csrf=opened.csrf,
            created_at=author.seconds,
            seen_at=author.seconds,
            device=device[:LONGEST_DEVICE],
        )
    )
    ledger.record(
        session, replace(author, actor=user.actor), RowKind.ADMIN_LOGIN, {"user": user.id}
    )
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
    ledger.record(session, own, RowKind.ADMIN_LOGOUT, {"user": opened.user_id})


def close_all(session: Session, user_id: int, *, but: str | None = None) -> None:
    """End every session of a user, except perhaps that of a token."""
    own = "" if but is None else _hash(but)
    session.exec(
        delete(LoginSession).where(
            col(LoginSession.user_id) == user_id, col(LoginSession.token_hash) != own
        )
    )


def of_user(session: Session, user_id: int, token: str, wall: float) -> list[SessionView]:
    """Return the sessions of a user that still count, the one last used first."""
    found = session.exec(
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.seen_at > wall - IDLE_S)
        .where(LoginSession.created_at > wall - LONGEST_S)
        .order_by(col(LoginSession.seen_at).desc())
    )
    own = _hash(token)
    return [
        SessionView(
            each.token_hash[:_ID_LENGTH],
            each.device or "",
            each.created_at,
            each.seen_at,
            each.token_hash == own,
        )
        for each in found
    ]


def close_one(session: Session, user_id: int, view_id: str, *, author: Author) -> None:
    """End one of a user's own sessions by the id it is shown under; gone already is fine."""
    found = session.exec(
        select(LoginSession).where(
            LoginSession.user_id == user_id, col(LoginSession.token_hash).startswith(view_id)
        )
    ).all()
    if len(view_id) == _ID_LENGTH and found:
        session.delete(found[0])
        ledger.record(session, author, RowKind.ADMIN_LOGOUT, {"user": user_id})


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
