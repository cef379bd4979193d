"""What the page after a saved form says, once. The cookie holds a code and a number, no names."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Engine

from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import reading
from gate.words.language import Language, message

SAVED: Final = "saved"
BLOCKED: Final = "blocked"
UNBLOCKED: Final = "unblocked"
REMOVED: Final = "removed"
TAG_LOST: Final = "tag-lost"
TAG_FOUND: Final = "tag-found"
TAG_REMOVED: Final = "tag-removed"
PASSWORD_CHANGED: Final = "password"  # noqa: S105 - what was done
FACTOR_ON: Final = "factor-on"
FACTOR_OFF: Final = "factor-off"
USER_SAVED: Final = "user"
SCHEDULES_SAVED: Final = "schedules"
HOLIDAYS_SAVED: Final = "holidays"
RETENTION_SAVED: Final = "retention"
VISIT_MADE: Final = "pass-made"
VISIT_MADE_OPENED: Final = "pass-made-opened"
VISIT_EXTENDED: Final = "pass-extended"
VISIT_ENDED: Final = "pass-ended"

_TEXTS: Final[Mapping[str, str]] = {
    SAVED: message("Kendaraan {plate} disimpan."),
    BLOCKED: message("{plate} diblokir. Berlaku sekarang di semua jalur."),
    UNBLOCKED: message("Blokir {plate} dicabut. Berlaku sekarang di semua jalur."),
    REMOVED: message("Kendaraan dihapus dari daftar."),
}

_PLAIN: Final[Mapping[str, str]] = {
    TAG_LOST: message("Dilaporkan hilang. Ditolak sekarang di semua jalur."),
    TAG_FOUND: message("Sudah ditemukan. Berlaku sekarang di semua jalur."),
    TAG_REMOVED: message("Tag dilepas dari kendaraan ini."),
    PASSWORD_CHANGED: message("Kata sandi diganti. Perangkat lain sudah logout."),
    FACTOR_ON: message("Login dengan kode ponsel aktif."),
    FACTOR_OFF: message("Login dengan kode ponsel dimatikan."),
    USER_SAVED: message("Pengguna disimpan."),
    SCHEDULES_SAVED: message("Jadwal disimpan. Berlaku sekarang."),
    HOLIDAYS_SAVED: message("Hari libur disimpan. Berlaku sekarang."),
    RETENTION_SAVED: message("Lama penyimpanan disimpan."),
    VISIT_MADE: message("Izin tamu disimpan."),
    VISIT_MADE_OPENED: message("Izin tamu disimpan. Perintah buka dikirim."),
    VISIT_EXTENDED: message("Izin tamu diperpanjang."),
    VISIT_ENDED: message("Izin tamu diakhiri. Tidak berlaku lagi."),
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
