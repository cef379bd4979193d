"""Visitors' passes in words: badges, choices of how long, choices of the list."""

from collections.abc import Mapping
from typing import Final

from gate.registry.visitors.list import VisitState, Which
from gate.words.language import Language, message
from gate.words.vehicles import Badge

BADGES: Final[Mapping[VisitState, Badge]] = {
    VisitState.PLANNED: Badge(message("Belum berlaku"), "info", "calendar"),
    VisitState.VALID: Badge(message("Berlaku"), "ok", "check"),
    VisitState.BLOCKED: Badge(message("Diblokir"), "bad", "ban"),
    VisitState.OVER: Badge(message("Berakhir"), "off", "hourglass"),
    VisitState.OVERSTAY: Badge(message("Lewat waktu"), "warn", "clock"),
}

TITLES: Final[Mapping[VisitState, str]] = {
    VisitState.PLANNED: message("Izin belum berlaku"),
    VisitState.VALID: message("Izin siap dipakai"),
    VisitState.BLOCKED: message("Izin diblokir"),
    VisitState.OVER: message("Izin sudah berakhir"),
    VisitState.OVERSTAY: message("Izin berakhir, tamu masih di dalam"),
}

CHOICES: Final[Mapping[Which, str]] = {
    Which.TODAY: message("Hari ini"),
    Which.INSIDE: message("Di dalam"),
    Which.OVERSTAY: message("Lewat waktu"),
    Which.UPCOMING: message("Akan datang"),
}
"""What the list can show, in this order."""

EMPTY: Final[Mapping[Which, str]] = {
    Which.TODAY: message("Belum ada izin tamu hari ini."),
    Which.INSIDE: message("Tidak ada tamu di dalam."),
    Which.OVERSTAY: message("Tidak ada tamu yang lewat waktu."),
    Which.UPCOMING: message("Tidak ada izin untuk waktu yang akan datang."),
}


_TO: Final = "\N{EN DASH}"


def span(language: Language, starts: int, ends: int, now: float) -> str:
    """Write from when until when a pass counts; `ends` is exclusive, so midnight is 24.00."""
    day, last = language.local(starts).date(), language.local(ends - 1).date()
    if day != last:
        return f"{language.short(starts)} {_TO} {language.short(ends)}"
    end = language.clock(ends)
    if language.local(ends).date() != last:
        end = f"24{end[2:]}"
    text = f"{language.day(starts, now)}, {language.clock(starts)}{_TO}{end}"
    return text[:1].upper() + text[1:]
