"""What programs were answered: a request that comes again gets the first answer, and does nothing.

A key is taken before anything is done, and keeps the answer afterwards. One that was taken and
never answered (the process died meanwhile) stays so: nobody knows what was done under it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, delete, func, select

from gate.registry.models import ApiAnswer

KEPT_S: Final = 24 * 3600
"""Seconds an answer is kept."""

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
    old = col(ApiAnswer.asked_at) <= int(wall) - KEPT_S
    session.exec(delete(ApiAnswer).where(old))
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
    session.add(ApiAnswer(token_id=token, key=key, digest=digest, asked_at=int(wall)))
    return None


def keep(session: Session, token: int, key: str, answer: Answer) -> None:
    """Keep the answer under a key that was taken."""
    stored = session.get_one(ApiAnswer, (token, key))
    stored.status, stored.body = answer.status, answer.body
    stored.headers = json.dumps(dict(answer.headers))


def release(session: Session, token: int, key: str) -> None:
    """Give a key back under which nothing was done."""
    session.delete(session.get_one(ApiAnswer, (token, key)))
