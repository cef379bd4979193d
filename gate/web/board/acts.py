"""What staff can order from a lane's card, and why not."""

from dataclasses import dataclass
from typing import Final

from gate.status.model import LaneStatus
from gate.web.access.places import SUPERVISING
from gate.web.board.moment import Reader
from gate.words.language import message
from gate.words.objections import OBJECTIONS, Solve, known
from gate.words.refusals import SILENT, SUPERVISOR_FIRST, because


@dataclass(frozen=True, slots=True)
class Act:
    """A button: where it leads, and why it cannot be used now (None = it can).

    It opens a sheet over the page, or where `sheet` is not set, another page.
    """

    id: str
    label: str
    icon: str
    path: str
    because: str | None
    sheet: bool = True


NO_BREAK: Final = "\N{NO-BREAK SPACE}"

_EVERYBODY: Final = (
    ("open", message("Buka …"), "arrow-up"),
    ("hold", message("Tahan terbuka …"), "pin"),
    ("lower", message("Turunkan"), "arrow-down"),
)
"""Word in the address, label, icon. Always these three, in these places."""

_SUPERVISORS: Final = (
    ("free-flow", message("Jalur bebas …"), "road"),
    ("lockdown", message("Kunci portal …"), "lock"),
    ("end-lockdown", message("Akhiri penguncian …"), "lock-open"),
)
"""The row below, for those who decide about the whole gate."""

_ORDERS: Final = {
    "open": "open",
    "check": "open",
    "record-out": "open",
    "record-in": "open",
    "plate": "correct_plate",
    "hold": "hold",
    "lower": "close",
    "free-flow": "free_flow",
    "lockdown": "lockdown",
    "end-lockdown": "unlock",
    "end-hold": "release",
    "end-free-flow": "release",
    "reset": "reset",
}
"""Word in the address → key in `refuses`."""

_ICONS: Final = {
    "open": "arrow-big-up",
    "check": "eye",
    "record-out": "arrow-big-up",
    "record-in": "arrow-big-up",
    "plate": "pencil",
    "reset": "rotate",
    "end-hold": "pin",
    "end-free-flow": "road",
    "end-lockdown": "lock-open",
}
"""Icons of the button that solves what the panel tells of."""

_FOR_WHO_WAITS: Final = frozenset({"open", "check", "plate", "record-out", "record-in"})
_RAISING: Final = frozenset({"open", "check", "record-out", "record-in", "hold", "free-flow"})


def foot(lane_id: str, lane: LaneStatus | None, reader: Reader) -> list[Act]:
    """Return the buttons below a card; without a lane nobody would carry them out."""
    buttons = _EVERYBODY + (_SUPERVISORS if reader.role in SUPERVISING else ())
    return [
        Act(
            id=f"{lane_id}-{word}",
            label=reader.language.say(label).replace(" …", f"{NO_BREAK}…"),
            icon=icon,
            path=path(lane_id, word, _claim(lane) if word == "open" else None),
            because=_because(lane, word, reader),
        )
        for word, label, icon in buttons
    ]


def act(lane_id: str, lane: LaneStatus, word: str, label: str, reader: Reader) -> Act:
    """Return the button that solves what the panel tells of."""
    return Act(
        id=f"{lane_id}-solve",
        label=label,
        icon=_ICONS[word],
        path=path(lane_id, word, _claim(lane) if word in _FOR_WHO_WAITS else None),
        because=_because(lane, word, reader),
    )


def path(lane_id: str, word: str, claim: str | None) -> str:
    """Return the address of the form that asks before ordering."""
    return f"/lanes/{lane_id}/{word}" + (f"?claim={claim}" if claim else "")


def is_for_supervisor(lane: LaneStatus, word: str, reader: Reader) -> bool:
    """Whether this would raise the boom before a vehicle that only a supervisor lets in."""
    waiting = lane.waiting
    if word not in _RAISING or reader.role in SUPERVISING or waiting is None or waiting.granted:
        return False
    return any(OBJECTIONS[each].solve is Solve.ASK_SUPERVISOR for each in known(waiting.objections))


def _claim(lane: LaneStatus | None) -> str | None:
    waiting = None if lane is None else lane.waiting
    return None if waiting is None or waiting.granted else waiting.claim


def _because(lane: LaneStatus | None, word: str, reader: Reader) -> str | None:
    language = reader.language
    if lane is None:
        return language.say(SILENT)
    key = _ORDERS[word]
    code = lane.refuses.get(key)
    if code is None:
        return language.say(SUPERVISOR_FIRST) if is_for_supervisor(lane, word, reader) else None
    text = because(language, code, key)
    return text[:1].upper() + text[1:]
