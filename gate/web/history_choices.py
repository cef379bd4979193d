"""What history can be narrowed to by choosing: why something was, and who did it."""

from collections.abc import Mapping
from typing import Final

from gate.web.page import Page
from gate.web.wording.language import message
from gate.web.wording.objections import OBJECTIONS
from gate.web.wording.orders import OTHER, REASONS

OBJECTION_BADGES: Final = {str(each): wording.badge for each, wording in OBJECTIONS.items()}

ORDER_REASONS: Final = {
    code: text for code, text in REASONS.items() if code not in {OTHER, *OBJECTION_BADGES}
}

_OTHERS: Final = {
    "cli*": message("Terminal"),
    "api*": message("Program"),
    "mqtt*": message("Sistem lain (MQTT)"),
    "key": message("Sakelar kunci"),
    "plan": message("Jadwal"),
}
"""Who does things and is no user, by the beginning of the actor."""


def whys(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """Name the reasons: those of denials, then those that people give for orders."""
    groups = (
        (page.say("Tidak dibukakan"), OBJECTION_BADGES),
        (page.say("Perintah petugas"), ORDER_REASONS),
    )
    return [
        (title, [(code, page.say(text)) for code, text in choices.items()])
        for title, choices in groups
    ]


def doers(page: Page, staff: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name whoever may have done something: staff, then what is no person."""
    others = [(code, page.say(name)) for code, name in _OTHERS.items()]
    return [*sorted(staff.items(), key=lambda each: each[1].casefold()), *others]
