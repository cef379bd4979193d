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
PASSWORD_CHANGED: Final = "password"  # noqa: S105 - what was done
FACTOR_ON: Final = "factor-on"
FACTOR_OFF: Final = "factor-off"
USER_SAVED: Final = "user"

_TEXTS: Final[Mapping[str, str]] = {
    SAVED: message("Kendaraan {plate} disimpan."),
    BLOCKED: message("{plate} diblokir. Berlaku sekarang di semua jalur."),
    UNBLOCKED: message("Blokir {plate} dicabut. Berlaku sekarang di semua jalur."),
    REMOVED: message("Kendaraan dihapus dari daftar."),
}

_PLAIN: Final[Mapping[str, str]] = {
    PASSWORD_CHANGED: message("Kata sandi diganti. Perangkat lain sudah logout."),
    FACTOR_ON: message("Login dengan kode ponsel aktif."),
    FACTOR_OFF: message("Login dengan kode ponsel dimatikan."),
    USER_SAVED: message("Pengguna disimpan."),
}


def code(what: str, vehicle: int | None = None) -> str:
    """Write what the next page shall say."""
    return what if vehicle is None else f"{what}.{vehicle}"


def announcement(engine: Engine, notice: str | None, language: Language) -> str | None:
    """Read it back and say it; None when there is nothing (sensible) to say."""
    what, _, number = (notice or "").partition(".")
    if what in _PLAIN:
        return language.say(_PLAIN[what])
    if what not in _TEXTS or not number.isdigit():
        return None
    try:
        with reading(engine) as session:
            named = vehicles.names(session, [int(number)]).get(int(number))
    except StoreError:
        return None
    called = "" if named is None else named.plate or named.holder
    return language.say(_TEXTS[what], plate=called)
