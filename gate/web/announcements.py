"""What the page after a saved form says, once. The cookie holds a code and a number, no names."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Engine

from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import reading
from gate.web.wording.language import Language, message

SAVED: Final = "saved"
BLOCKED: Final = "blocked"
UNBLOCKED: Final = "unblocked"
REMOVED: Final = "removed"

_TEXTS: Final[Mapping[str, str]] = {
    SAVED: message("Kendaraan {plate} disimpan."),
    BLOCKED: message("{plate} diblokir. Berlaku sekarang di semua jalur."),
    UNBLOCKED: message("Blokir {plate} dicabut. Berlaku sekarang di semua jalur."),
    REMOVED: message("Kendaraan dihapus dari daftar."),
}


def code(what: str, vehicle: int) -> str:
    """Write what the next page shall say."""
    return f"{what}.{vehicle}"


def announcement(engine: Engine, notice: str | None, language: Language) -> str | None:
    """Read it back and say it; None when there is nothing (sensible) to say."""
    what, _, number = (notice or "").partition(".")
    if what not in _TEXTS or not number.isdigit():
        return None
    try:
        with reading(engine) as session:
            named = vehicles.names(session, [int(number)]).get(int(number))
    except StoreError:
        return None
    called = "" if named is None else named.plate or named.holder
    return language.say(_TEXTS[what], plate=called)
