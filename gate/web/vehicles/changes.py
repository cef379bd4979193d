"""The history of one vehicle: who changed what of it, and when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gate.registry import changes, vehicles
from gate.registry.changes import Change
from gate.registry.database import reading
from gate.web.access.places import VEHICLES
from gate.web.board.moment import person
from gate.web.live.archive import people
from gate.web.request.page import Page, seeing
from gate.web.request.query_timeout import patient
from gate.web.vehicles.fields import NOTHING, field_name, shown
from gate.words.kinds import KINDS, OTHER, Wording

router = APIRouter()

MOST: Final = 100
"""Changes shown, the newest."""


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words; `fields` are name, before and after."""

    wall: float
    iso: str
    trusted: bool
    what: Wording
    title: str
    who: str
    file: str | None
    fields: list[tuple[str, str, str]]


@router.get("/vehicles/{vehicle}/history")
def show(page: Annotated[Page, Depends(seeing(VEHICLES))], vehicle: int) -> Response:
    """Show what was changed, the newest first."""
    with reading(page.context.engine) as session, patient(session, page.context.clock):
        view = vehicles.get(session, vehicle)
        found = changes.of_vehicle(session, vehicle, limit=MOST + 1)
        names = people(session)
    values: dict[str, object] = {
        "view": view,
        "changes": [_told(page, each, person(names, each.actor, page.language)) for each in found],
        "most": MOST,
    }
    return page.show("vehicles/history.html", values)


def _told(page: Page, change: Change, who: str) -> Told:
    language = page.language
    wording = KINDS.get(change.kind, OTHER)
    names = dict.fromkeys([*change.before, *change.after])
    fields = [
        (
            field_name(language, name),
            shown(language, name, change.before.get(name)),
            shown(language, name, change.after.get(name)),
        )
        for name in names
    ]
    return Told(
        wall=change.wall,
        iso=datetime.fromtimestamp(change.wall, UTC).isoformat(timespec="seconds"),
        trusted=change.trusted,
        what=wording,
        title=page.say(wording.title),
        who=who,
        file=change.file,
        fields=[each for each in fields if each[1:] != (NOTHING, NOTHING)],
    )
