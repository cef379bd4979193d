"""Who waits, as the guard should call them, and by what they were recognised."""

from dataclasses import dataclass
from typing import Final

from gate.core.values.model import Category, Medium
from gate.web.board.objecting import Case
from gate.words.vehicles import CATEGORIES

_TAIL: Final = 4
"""Characters of a tag that are shown: enough to tell two cards apart, useless for copying one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who waits: plate as stamped (may be empty), name, and what else the guard needs."""

    plate: str
    name: str
    detail: str


def describe(case: Case) -> Person:
    """Return who is meant, as the guard should call them."""
    language, vehicle = case.reader.language, case.vehicle
    tag = case.read(Medium.TAG)
    if vehicle is None and case.waiting.vehicle is not None:
        return Person(case.plate or "", "", "")  # known, but its name has not been looked up yet
    if vehicle is None:
        detail = language.say("Tag …{tail}", tail=tag[-_TAIL:]) if tag else ""
        return Person(case.plate or "", language.say("Belum terdaftar"), detail)
    category = language.say(CATEGORIES[Category(vehicle.category)])
    detail = " · ".join(part for part in (vehicle.opd, category) if part)
    return Person(case.plate or "", vehicle.holder, detail)


def evidence(case: Case) -> str | None:
    """Say by what a vehicle that may pass was recognised."""
    language, tag = case.reader.language, case.read(Medium.TAG)
    plate, confidence = case.read(Medium.PLATE), case.waiting.confidence
    if tag and plate:
        return language.say("Tag …{tail} cocok dengan pelat", tail=tag[-_TAIL:])
    if tag:
        return language.say("Tag …{tail} terdaftar", tail=tag[-_TAIL:])
    if plate and confidence is not None:
        return language.say("Pelat terbaca {percent}", percent=language.percent(confidence))
    if plate:
        return language.say("Pelat terbaca")
    return language.say("Kode izin tamu") if case.read(Medium.CODE) else None
