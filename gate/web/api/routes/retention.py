"""For how many days personal data is kept."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StrictInt
from sqlmodel import Session

from gate.registry.database import editing, reading
from gate.registry.ledger import driver_connection
from gate.registry.lifetimes import LONGEST, SHORTEST, keep_for
from gate.store import retention
from gate.store.erasing import Subject
from gate.web.access.places import RETENTION
from gate.web.api.access import changing, looking
from gate.web.api.fields import Sent
from gate.web.request.page import Page

router = APIRouter(prefix="/retention", tags=["retention"])

Days = Annotated[StrictInt, Field(ge=SHORTEST, le=LONGEST)]


class Lifetimes(BaseModel):
    """Days that data is kept: of vehicles on the list, of visitors, of what nobody knows."""

    registered: int
    visitor: int
    unknown: int

    @classmethod
    def of(cls, session: Session) -> "Lifetimes":
        """Read what holds."""
        days = retention.lifetimes(driver_connection(session))
        return cls(
            registered=days[Subject.REGISTERED],
            visitor=days[Subject.VISITOR],
            unknown=days[Subject.UNKNOWN],
        )


class NewLifetimes(Sent):
    """Days that data is kept, from the next nightly run on."""

    registered: Days
    visitor: Days
    unknown: Days


@router.get("")
def get_retention(page: Annotated[Page, Depends(looking(RETENTION))]) -> Lifetimes:
    """Tell how long data is kept."""
    with reading(page.context.engine) as session:
        return Lifetimes.of(session)


@router.put("")
def set_retention(
    page: Annotated[Page, Depends(changing(RETENTION))], sent: NewLifetimes
) -> Lifetimes:
    """Keep data for so many days."""
    with editing(page.context.engine) as session:
        for subject, days in sent.model_dump().items():
            keep_for(session, subject, days, author=page.author)
        session.flush()
        return Lifetimes.of(session)
