"""What staff can order from a lane's card, and why not."""

from dataclasses import dataclass
from typing import Final

from gate.web.board.status import Lane
from gate.web.wording.language import Language, message
from gate.web.wording.orders import SILENT, because


@dataclass(frozen=True, slots=True)
class Act:
    """A button: where it leads, and why it cannot be used now (None = it can)."""

    id: str
    label: str
    icon: str
    path: str
    because: str | None


NO_BREAK: Final = "\N{NO-BREAK SPACE}"

_FOOT: Final = (
    ("open", "open", message("Buka …"), "arrow-up"),
    ("hold", "hold", message("Tahan terbuka …"), "pin"),
    ("lower", "close", message("Turunkan"), "arrow-down"),
)
"""Word in the address, key in `refuses`, label, icon. Always these three, in these places."""


def foot(lane_id: str, lane: Lane | None, language: Language) -> list[Act]:
    """Return the three buttons of every card; without a lane nobody would carry them out."""
    return [
        Act(
            id=f"{lane_id}-{word}",
            label=language.say(label).replace(" …", f"{NO_BREAK}…"),
            icon=icon,
            path=path(lane_id, word, _claim(lane) if word == "open" else None),
            because=_because(lane, key, language),
        )
        for word, key, label, icon in _FOOT
    ]


def act(lane_id: str, lane: Lane, word: str, label: str, language: Language) -> Act:
    """Return the button that solves what the panel tells of."""
    icon, key = _SOLVING[word]
    return Act(
        id=f"{lane_id}-solve",
        label=label,
        icon=icon,
        path=path(lane_id, word, _claim(lane) if key == "open" else None),
        because=None if key is None else _because(lane, key, language),
    )


_SOLVING: Final = {
    "open": ("arrow-big-up", "open"),
    "check": ("eye", "open"),
    "reset": ("rotate", "reset"),
    "end-hold": ("pin", None),
    "end-lockdown": ("lock-open", None),
}
"""Word in the address → icon, and key in `refuses` where the controller tells ahead."""


def path(lane_id: str, word: str, claim: str | None) -> str:
    """Return the address of the form that asks before ordering."""
    return f"/lanes/{lane_id}/{word}" + (f"?claim={claim}" if claim else "")


def _claim(lane: Lane | None) -> str | None:
    waiting = None if lane is None else lane["waiting"]
    return None if waiting is None or waiting["granted"] else waiting["claim"]


def _because(lane: Lane | None, key: str, language: Language) -> str | None:
    if lane is None:
        return language.say(SILENT)
    code = dict(lane["refuses"]).get(key)
    if code is None:
        return None
    text = because(language, str(code))
    return text[:1].upper() + text[1:]
