"""What staff can order from a lane's card, and why not."""

from dataclasses import dataclass
from typing import Final

from gate.core.values.events import Action
from gate.core.values.orders import CATALOGUE, Argument
from gate.status.model import LaneStatus
from gate.web.access.places import SUPERVISING, ordering
from gate.web.board.moment import Reader
from gate.words.language import message
from gate.words.objections import OBJECTIONS, Solve, known
from gate.words.orders import QUESTIONS
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

_BUTTONS: Final = (
    ("open", message("Buka …"), "arrow-up"),
    ("hold", message("Tahan terbuka …"), "pin"),
    ("lower", message("Turunkan"), "arrow-down"),
    ("free-flow", message("Jalur bebas …"), "road"),
    ("lockdown", message("Kunci portal …"), "lock"),
    ("end-lockdown", message("Akhiri penguncian …"), "lock-open"),
)
"""Word in the address, label, icon: always in these places. The last three stand in a row below,
for those who decide about the whole gate."""

_ACTIONS: Final = {word: question.action for word, question in QUESTIONS.items()} | {
    "plate": Action.CORRECT_PLATE
}
"""Word in the address → what is ordered there."""

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


def foot(lane_id: str, lane: LaneStatus | None, reader: Reader) -> list[Act]:
    """Return the buttons below a card; without a lane nobody would carry them out."""
    return [
        Act(
            id=f"{lane_id}-{word}",
            label=reader.language.say(label).replace(" …", f"{NO_BREAK}…"),
            icon=icon,
            path=path(lane_id, word, _claim(lane, word)),
            because=_because(lane, word, reader),
        )
        for word, label, icon in _BUTTONS
        if reader.role in ordering(_ACTIONS[word])
    ]


def act(lane_id: str, lane: LaneStatus, word: str, label: str, reader: Reader) -> Act:
    """Return the button that solves what the panel tells of."""
    return Act(
        id=f"{lane_id}-solve",
        label=label,
        icon=_ICONS[word],
        path=path(lane_id, word, _claim(lane, word)),
        because=_because(lane, word, reader),
    )


def path(lane_id: str, word: str, claim: str | None) -> str:
    """Return the address of the form that asks before ordering."""
    return f"/lanes/{lane_id}/{word}" + (f"?claim={claim}" if claim else "")


def is_for_supervisor(lane: LaneStatus, action: Action, reader: Reader) -> bool:
    """Whether this would raise the boom before a vehicle that only a supervisor lets in."""
    waiting = lane.waiting
    if waiting is None or waiting.granted or not CATALOGUE[action].raises:
        return False
    return reader.role not in SUPERVISING and any(
        OBJECTIONS[each].solve is Solve.ASK_SUPERVISOR for each in known(waiting.objections)
    )


def refused_now(lane: LaneStatus, action: Action) -> str | None:
    """Return the code of why the controller would refuse this now; None = it would not."""
    return lane.refuses.get(action)


def _claim(lane: LaneStatus | None, word: str) -> str | None:
    """Return the claim of who waits, where an order can be about them."""
    if lane is None or Argument.CLAIM not in CATALOGUE[_ACTIONS[word]].arguments:
        return None
    waiting = lane.waiting
    return None if waiting is None or waiting.granted else waiting.claim


def _because(lane: LaneStatus | None, word: str, reader: Reader) -> str | None:
    language, action = reader.language, _ACTIONS[word]
    if lane is None:
        return language.say(SILENT)
    code = refused_now(lane, action)
    if code is None:
        for_others = is_for_supervisor(lane, action, reader)
        return language.say(SUPERVISOR_FIRST) if for_others else None
    text = because(language, code, action)
    return text[:1].upper() + text[1:]
