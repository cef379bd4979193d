"""The second factor at sign-in: six digits from the owner's phone, new every 30 s (RFC 6238)."""

import re
from hmac import compare_digest

import pyotp
from sqlmodel import Session

from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.models import User
from gate.registry.problems import FormError, Problem, ProblemCode

STEP_S = 30
"""Seconds a code is shown."""

_SECRET = re.compile(r"[A-Z2-7]{32}")

SLACK = 1
"""Steps a phone's clock may be ahead or behind."""


def propose() -> str:
    """Make a secret for a phone to keep; nothing is stored yet."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether a form brought back a secret as `propose` makes them."""
    return _SECRET.fullmatch(text) is not None


def link(secret: str, login: str, issuer: str) -> str:
    """Return what the QR code on the page says to an authenticator app."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name=issuer)


def turn_on(session: Session, user_id: int, secret: str, code: str, *, author: Author) -> None:
    """Ask for codes of this secret from now on; FormError unless the phone shows the right one."""
    step = _step_of(secret, code, author.now.wall)
    if step is None:
        raise wrong()
    user = session.get_one(User, user_id)
    user.totp_secret, user.totp_step = secret, step
    ledger.record(session, author, RowKind.ADMIN_SECOND_FACTOR_ON, {"user": user_id})


def turn_off(session: Session, user_id: int, *, author: Author) -> None:
    """Let the password alone do again."""
    user = session.get_one(User, user_id)
    if user.totp_secret is None:
        return
    user.totp_secret = user.totp_step = None
    ledger.record(session, author, RowKind.ADMIN_SECOND_FACTOR_OFF, {"user": user_id})


def accept(session: Session, user_id: int, code: str, wall: float) -> bool:
    """Whether the code is the owner's, and was not used before. No second factor fits no code."""
    user = session.get_one(User, user_id)
    step = None if user.totp_secret is None else _step_of(user.totp_secret, code, wall)
    if step is None or (user.totp_step is not None and step <= user.totp_step):
        return False
    user.totp_step = step
    return True


def wrong() -> FormError:
    """Say that a code was not the one."""
    return FormError({"code": Problem(ProblemCode.FACTOR_WRONG)})


def _step_of(secret: str, code: str, wall: float) -> int | None:
    """Return which step a code belongs to, near this moment."""
    typed, now = "".join(code.split()), int(wall // STEP_S)
    codes = pyotp.TOTP(secret, interval=STEP_S)
    steps = range(now - SLACK, now + SLACK + 1)
    fitting = [s for s in steps if compare_digest(codes.at(s * STEP_S).encode(), typed.encode())]
    return fitting[0] if fitting else None
