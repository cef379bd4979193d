"""What programs were answered: a request that comes again gets the first answer, and does nothing.

A key is taken before anything is done, and keeps the answer afterwards. One that was taken and
never answered (the process died meanwhile) stays so: nobody knows what was done under it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import or_
from sqlmodel import Session, col, delete, func, select

from gate.errors import StoreError
from gate.registry.models import ApiAnswer

KEPT_S: Final = 24 * 3600
"""Seconds an answer counts.

Older ones go with the next key that is taken, or with the nightly run: within two days.
"""

AHEAD_S: Final = 60
"""Seconds an answer may lie ahead; one that lies farther was given by a clock that was wrong."""

MOST_KEYS: Final = 10_000
"""Keys that a program may use within that time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Taken(StrEnum):
    """Why a key cannot be used: for something else, at this moment, or because there are many."""

    OTHERWISE = "otherwise"
    UNANSWERED = "unanswered"
    TOO_MANY = "too_many"


def take(session: Session, token: int, key: str, digest: str, wall: float) -> Answer | Taken | None:
    """Take a key for a request with this digest; None when it is ours to answer now."""
    asked_at, now = col(ApiAnswer.asked_at), int(wall)
    session.exec(delete(ApiAnswer).where(or_(asked_at <= now - KEPT_S, asked_at > now + AHEAD_S)))
    known = session.get(ApiAnswer, (token, key))
    if known is not None:
        if known.digest != digest:
            return Taken.OTHERWISE
        if known.status is None:
            return Taken.UNANSWERED
        return Answer(known.status, json.loads(known.headers), known.body)
    own = select(func.count()).select_from(ApiAnswer).where(ApiAnswer.token_id == token)
    if session.exec(own).one() >= MOST_KEYS:
        return Taken.TOO_MANY
    session.add(ApiAnswer(token_id=token, key=key, digest=digest, asked_at=now))
    return None


def keep(session: Session, token: int, key: str, answer: Answer) -> None:
    """Keep the answer under a key that was taken; StoreError when that was forgotten meanwhile."""
    stored = _taken(session, token, key)
    stored.status, stored.body = answer.status, answer.body
    stored.headers = json.dumps(dict(answer.headers))


def release(session: Session, token: int, key: str) -> None:
    """Give a key back under which nothing was done; StoreError when it was forgotten meanwhile."""
    session.delete(_taken(session, token, key))


def _taken(session: Session, token: int, key: str) -> ApiAnswer:
    stored = session.get(ApiAnswer, (token, key))
    if stored is None:
        raise StoreError("the key was forgotten meanwhile: the clock was set, or the file changed")
    return stored
