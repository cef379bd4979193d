"""What lanes do by themselves while a schedule holds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StrictStr
from sqlmodel import Session

from gate.core.values.plan import Plan, PlanMode
from gate.registry.database import editing, reading
from gate.registry.timetable import plans
from gate.registry.timetable.form import LONGEST_NAME
from gate.registry.timetable.plans import LONGEST_REASON, PlanForm
from gate.web.access.places import PLANNING, SCHEDULES
from gate.web.api.access import changing, looking, only
from gate.web.api.fields import Number, Sent
from gate.web.api.problem import not_found
from gate.web.request.page import Page

router = APIRouter(prefix="/plans", tags=["schedules"])

Looking = Annotated[Page, Depends(looking(SCHEDULES))]


def planning(page: Annotated[Page, Depends(changing(SCHEDULES))]) -> Page:
    """Take a request of a role that plans what lanes do."""
    return only(page, PLANNING)


Planning = Annotated[Page, Depends(planning)]


class NewPlan(Sent):
    """Something to plan: `schedule` is a name, `reason` what the guard is told."""

    lane: StrictStr = Field(max_length=64, examples=["masuk"])
    mode: PlanMode
    schedule: StrictStr = Field(max_length=LONGEST_NAME)
    reason: StrictStr = Field(min_length=1, max_length=LONGEST_REASON)


class PlanOut(BaseModel):
    """A plan of a lane."""

    id: int
    lane: str
    mode: str
    schedule: str
    reason: str

    @classmethod
    def of(cls, plan: Plan) -> "PlanOut":
        """Write a plan down."""
        return cls(
            id=plan.id,
            lane=plan.lane,
            mode=plan.mode,
            schedule=plan.schedule.name,
            reason=plan.reason,
        )


class Plans(BaseModel):
    """All plans, the oldest first."""

    items: list[PlanOut]


@router.get("")
def list_plans(page: Looking) -> Plans:
    """List all plans."""
    with reading(page.context.engine) as session:
        return Plans(items=[PlanOut.of(each) for each in plans.everyone(session)])


@router.post("", status_code=201)
def add_plan(page: Planning, sent: NewPlan, response: Response) -> PlanOut:
    """Plan something for a lane."""
    form = PlanForm(sent.lane, sent.mode, sent.schedule, sent.reason)
    with editing(page.context.engine) as session:
        made = plans.add(session, form, author=page.author, lanes=page.context.config.lanes)
    response.headers["location"] = f"/api/v1/plans/{made.id}"
    return PlanOut.of(made)


@router.get("/{plan}")
def get_plan(page: Looking, plan: Number) -> PlanOut:
    """Get one plan."""
    with reading(page.context.engine) as session:
        return PlanOut.of(_known(session, plan))


@router.delete("/{plan}", status_code=204)
def remove_plan(page: Planning, plan: Number) -> None:
    """Take a plan away."""
    with editing(page.context.engine) as session:
        plans.remove(session, _known(session, plan).id, author=page.author)


def _known(session: Session, number: int) -> Plan:
    found = next((each for each in plans.everyone(session) if each.id == number), None)
    if found is None:
        raise not_found(f"plan {number}")
    return found
