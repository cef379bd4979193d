"""Teknisi: every contact, relay and reader as it is now, and one output tried at a time."""

from importlib.metadata import version
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.barrier.commission import LAMPS, LOWERING
from gate.core.values.model import Output
from gate.core.values.orders import Argument
from gate.store.history import StoredRow
from gate.store.search import search
from gate.web.access.places import TECHNICIAN, ordering
from gate.web.board.moment import LaneName, Moment
from gate.web.history.list import looking
from gate.web.lanes.ordering import FIELDS, Filled, Hitch, filled_in, hitch, order, send
from gate.web.lanes.stream import streaming
from gate.web.live.boards import Board
from gate.web.live.trials import TRIED
from gate.web.request.page import Page, posting, seeing
from gate.web.request.refusals import NotForThisRole
from gate.web.technician.devices import devices
from gate.words.orders import REASONS, TEST, TEST_LAMP
from gate.words.wiring import OUTPUTS

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(TECHNICIAN))]
Trying = Annotated[Page, Depends(posting(TECHNICIAN))]

PIECE: Final = "devices"
_TRIALS: Final = 100
"""Trials looked up in the journal."""


@router.get(TECHNICIAN.path)
async def show(page: Looking) -> Response:
    """Show everything as it is now; the stream keeps the page so."""
    moment, trials = page.context.feed.moment, page.context.feed.trials
    if not trials.known:
        trials.learn(await run_in_threadpool(_tried_before, page))
    values: dict[str, object] = {
        "devices": _html(page, moment),
        "lost": _html(page, Moment(moment.now)),
        "about": [
            (page.say("Versi"), version("parking-gate")),
            (page.say("Nama portal di jaringan"), page.context.config.gate_id),
        ],
    }
    return page.show("technician/page.html", values)


@router.get(f"{TECHNICIAN.path}/stream")
async def stream(page: Looking) -> Response:
    """Stream what has changed."""
    return streaming(page, lambda: Board({PIECE: _html(page, page.context.feed.moment)}, ()))


@router.get(f"{TECHNICIAN.path}/{{lane_id}}/{{output}}")
async def ask(page: Looking, lane_id: str, output: str) -> Response:
    """Ask for a reason, and for eyes on the boom, before an output is tried."""
    return _form(page, *_chosen(page, lane_id, output), Filled())


@router.post(f"{TECHNICIAN.path}/{{lane_id}}/{{output}}")
async def give(
    page: Trying, lane_id: str, output: str, filled: Annotated[Filled, Depends(filled_in)]
) -> Response:
    """Have the controller try the output; it refuses unless all is at rest and clear."""
    lane, relay = _chosen(page, lane_id, output)
    question = TEST_LAMP if relay in LAMPS else TEST
    stopped = hitch(page, question, filled)
    if stopped is None:
        given = order(page, lane, question.action, filled, {Argument.OUTPUT: relay})
        failure = await send(page, given)
        stopped = None if failure is None else Hitch("order", failure)
        if failure is None:
            trials, now = page.context.feed.trials, page.context.clock.now()
            trials.begin(lane.id, relay, given.id, page.user.actor, now)
    if stopped is not None:
        return _form(page, lane, relay, filled, stopped)
    return page.go(TECHNICIAN.path)


def _html(page: Page, moment: Moment) -> Markup:
    context = page.context
    shown = devices(context.config, context.site, moment, page.reader, context.feed.trials)
    return context.rendering.html(page.language, "technician/devices.html", {"devices": shown})


def _tried_before(page: Page) -> list[StoredRow]:
    """Look the newest trials up in the journal, as far back as that is quick."""
    with looking(page) as (connection, enough):
        gate_id = page.context.config.gate_id
        return search(connection, gate_id, TRIED, limit=_TRIALS, enough=enough).rows


def _chosen(page: Page, lane_id: str, name: str) -> tuple[LaneName, Output]:
    """Return what is to be tried; 404 for what is not there, or is never tried."""
    roles = ordering(TEST.action)
    if page.user.role not in roles:
        raise NotForThisRole(roles)
    lane = page.context.site.lane(lane_id)
    if lane is None or name not in page.context.config.lanes[lane.id].settings.outputs:
        raise HTTPException(404)
    output = Output(name)
    if output in LOWERING or output is Output.PERMIT:
        raise HTTPException(404)
    return lane, output


def _form(
    page: Page, lane: LaneName, output: Output, filled: Filled, stopped: Hitch | None = None
) -> Response:
    question = TEST_LAMP if output in LAMPS else TEST
    names = {"lane": page.context.site.lane_name(lane, page.language)}
    names["output"] = page.say(OUTPUTS[output])
    inside = {key: name[:1].lower() + name[1:] for key, name in names.items()}
    values: dict[str, object] = {
        "title": page.say(question.title, **inside),
        "warning": page.say(question.notice),
        "submit": page.say(question.submit),
        "promise": None if question.promise is None else page.say(question.promise),
        "question": question,
        "filled": filled,
        "choices": [(code, page.say(REASONS[code])) for code in question.reasons],
        "hitches": dict.fromkeys(FIELDS)
        | ({} if stopped is None else {stopped.field: stopped.text}),
    }
    status = 200 if stopped is None else 409 if stopped.field == "order" else 400
    return page.show("technician/test.html", values, status=status)
