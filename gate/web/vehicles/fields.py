"""What stands in the fields of a vehicle, as people read it: now, before, or in a file."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gate.core.values.plates import display
from gate.registry import pass_codes
from gate.words.language import Language
from gate.words.orders import reason_in_words
from gate.words.vehicles import CATEGORIES, FIELDS, IDENTIFICATIONS

NOTHING: Final = "-"


def field_name(language: Language, name: str) -> str:
    """Call a field as the form does; one of another version keeps its name."""
    return language.say(FIELDS[name]) if name in FIELDS else name


def shown(language: Language, name: str, value: object) -> str:
    """Word the value of a field, as a view or the journal has it."""
    if value in (None, "", (), []):
        return NOTHING
    if isinstance(value, list | tuple):
        return ", ".join(pass_codes.spell(each) if name == "codes" else str(each) for each in value)
    wording = _SHOWN.get(name)
    return str(value) if wording is None else wording(language, value)


def _start(language: Language, wall: float) -> str:
    return language.date(wall) if _midnight(language, wall) else language.short(wall)


def _end(language: Language, wall: float) -> str:
    """Name the last day; a time of day where it is not the day's end."""
    return language.date(wall - 1) if _midnight(language, wall) else language.short(wall)


def _midnight(language: Language, wall: float) -> bool:
    here = language.local(wall)
    return (here.hour, here.minute) == (0, 0)


_SHOWN: Final[Mapping[str, Callable[[Language, Any], str]]] = {
    "plate": lambda _, plate: display(plate),
    "category": lambda language, code: language.say(CATEGORIES.get(code, code)),
    "identification": lambda language, code: language.say(IDENTIFICATIONS.get(code, code)),
    "valid_from": _start,
    "valid_until": _end,
    "blocked": reason_in_words,
}
