"""What lanes do by themselves in the hours of a schedule; shown on the page of the schedules."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.plan import PlanMode
from gate.registry.database import editing, reading
from gate.registry.problems import FormError
from gate.registry.timetable import plans
from gate.registry.timetable.plans import PlanForm
from gate.web.access.places import PLANNING, SCHEDULES
from gate.web.request.page import Page, posting, seeing
from gate.web.request.refusals import NotForThisRole
from gate.web.schedules.page import overview, saved
from gate.words.kinds import PLAN_MODES

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(SCHEDULES))]
Changing = Annotated[Page, Depends(posting(SCHEDULES))]
Text = Annotated[str, Form(max_length=200)]

PATH: Final = f"{SCHEDULES.path}/plans"


@router.post(f"{PATH}")
def plan(
    page: Changing, lane: Text = "", mode: Text = "", schedule: Text = "", reason: Text = ""
) -> Response:
    """Plan something for a lane."""
    _only_planners(page)
    if mode not in PLAN_MODES:
        raise HTTPException(400)
    form = PlanForm(lane, PlanMode(mode), schedule, reason)
    try:
        with editing(page.context.engine) as session:
            plans.add(session, form, author=page.author, lanes=page.context.config.lanes)
    except FormError as error:
        return overview(page, form, error)
    return saved(page)


@router.get(f"{PATH}/{{number}}/remove")
def ask_plan(page: Looking, number: int) -> Response:
    """Ask before a plan goes."""
    _only_planners(page)
    with reading(page.context.engine) as session:
        known = [each for each in plans.everyone(session) if each.id == number]
    if not known:
        raise HTTPException(404)
    values = {"question": page.say("Hapus rencana jalur"), "subject": known[0].reason}
    return page.show("schedules/remove.html", values)


@router.post(f"{PATH}/{{number}}/remove")
def remove_plan(page: Changing, number: int) -> Response:
    """Take a plan away."""
    _only_planners(page)
    try:
        with editing(page.context.engine) as session:
            plans.remove(session, number, author=page.author)
    except FormError as error:
        raise HTTPException(404) from error
    return saved(page)


def _only_planners(page: Page) -> None:
    if page.user.role not in PLANNING:
        raise NotForThisRole(PLANNING)
