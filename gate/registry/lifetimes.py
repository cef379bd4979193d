"""How long personal data is kept: what staff set. `gate.store.retention` erases by it."""

from typing import Final

from sqlmodel import Session

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.store_models import Retention
from gate.store.erasing import Subject
from gate.store.retention import lifetimes

SHORTEST: Final = 1
LONGEST: Final = 3650
"""Days that a lifetime may have."""


def keep_for(session: Session, subject: str, days: int, *, author: Author) -> None:
    """Keep what is said of a subject (registered, visitor, unknown) for so many days.

    The same again changes nothing. ValueError when that is out of range or not a subject.
    """
    before = lifetimes(ledger.driver_connection(session))
    if subject not in before or not SHORTEST <= days <= LONGEST:
        raise ValueError(f"not a lifetime: {subject} {days}")
    was = before[Subject(subject)]
    if was == days:
        return
    session.merge(Retention(subject=subject, days=days))
    payload: dict[str, Json] = {
        "subject": subject,
        "before": {"days": was},
        "after": {"days": days},
    }
    ledger.record(session, author, RowKind.ADMIN_RETENTION_CHANGED, payload)
