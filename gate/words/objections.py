"""Why a vehicle is not let in, for the guard: badge, one sentence, advice, and what solves it.

Sentences are keyed by the objections of `gate.core`; their `{names}` are filled by `card.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from gate.core.values.model import Objection
from gate.words.language import message


class Solve(Enum):
    """The one button that solves an objection."""

    OPEN = auto()
    MAKE_PASS = auto()
    CHOOSE_PLATE = auto()
    TYPE_PLATE = auto()
    ASK_SUPERVISOR = auto()
    CHECK_VEHICLE = auto()
    REDIRECTED = auto()
    END_LOCKDOWN = auto()
    RECORD_OUT = auto()
    RECORD_IN = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """How one objection is shown. `tone` and `icon` name entries of the stylesheet and sprite."""

    badge: str
    sentence: str
    tone: str
    icon: str
    solve: Solve
    advice: str | None = None


OBJECTIONS: Final[Mapping[Objection, Wording]] = {
    Objection.UNKNOWN: Wording(
        message("Tidak terdaftar"),
        message("Kendaraan ini tidak ada di daftar"),
        "warn",
        "help-circle",
        Solve.MAKE_PASS,
        message("Tanyakan tujuannya, lalu buat izin tamu."),
    ),
    Objection.BLOCKED: Wording(
        message("Diblokir"),
        message("Diblokir: {reason}"),
        "bad",
        "ban",
        Solve.ASK_SUPERVISOR,
        message("Jangan dibukakan tanpa koordinator."),
    ),
    Objection.LOST_CREDENTIAL: Wording(
        message("Tag hilang"),
        message("Tag ini dilaporkan hilang pada {date}"),
        "bad",
        "ban",
        Solve.ASK_SUPERVISOR,
        message("Jangan dibukakan tanpa koordinator."),
    ),
    Objection.NOT_YET_VALID: Wording(
        message("Belum berlaku"),
        message("Izin baru berlaku mulai {date}"),
        "warn",
        "calendar",
        Solve.OPEN,
    ),
    Objection.EXPIRED: Wording(
        message("Izin berakhir"),
        message("Izin berakhir {date}"),
        "warn",
        "hourglass",
        Solve.OPEN,
        message("Perpanjangan diurus petugas kendaraan {opd}."),
    ),
    Objection.OUTSIDE_SCHEDULE: Wording(
        message("Di luar jadwal"),
        message("Di luar jadwal: boleh {hours}"),
        "warn",
        "clock",
        Solve.OPEN,
    ),
    Objection.HOLIDAY: Wording(
        message("Hari libur"),
        message("Hari libur: {name}"),
        "warn",
        "calendar",
        Solve.OPEN,
    ),
    Objection.WRONG_LANE: Wording(
        message("Salah jalur"),
        message("Izin ini bukan untuk jalur ini. Arahkan ke {lanes}"),
        "warn",
        "help-circle",
        Solve.REDIRECTED,
    ),
    Objection.TAG_PLATE_MISMATCH: Wording(
        message("Tag dan pelat tidak cocok"),
        message("Tag milik {owner}, pelat terbaca {read}"),
        "bad",
        "alert-triangle",
        Solve.CHECK_VEHICLE,
        message("Lihat pelat aslinya, dan tanyakan kartunya milik siapa."),
    ),
    Objection.SECOND_FACTOR_MISSING: Wording(
        message("Belum lengkap"),
        message("Tag terbaca, pelat belum. Cocokkan pelatnya"),
        "warn",
        "hourglass",
        Solve.OPEN,
    ),
    Objection.ALREADY_INSIDE: Wording(
        message("Tercatat di dalam"),
        message("Tercatat masih di dalam sejak {time}"),
        "warn",
        "car",
        Solve.RECORD_OUT,
    ),
    Objection.NOT_INSIDE: Wording(
        message("Belum tercatat masuk"),
        message("Tidak ada catatan masuknya"),
        "warn",
        "car",
        Solve.RECORD_IN,
    ),
    Objection.FULL: Wording(
        message("Penuh"),
        message("Parkir penuh: {inside} dari {capacity}"),
        "warn",
        "car",
        Solve.OPEN,
    ),
    Objection.USED_UP: Wording(
        message("Jatah masuk habis"),
        message("Izin ini sudah dipakai sebanyak yang dibolehkan"),
        "warn",
        "hourglass",
        Solve.OPEN,
    ),
    Objection.TOO_OFTEN: Wording(
        message("Terlalu sering"),
        message("Tag atau pelat ini dipakai terlalu sering. Tunggu sebentar"),
        "warn",
        "hourglass",
        Solve.OPEN,
        message("Lihat siapa yang memakainya."),
    ),
    Objection.AMBIGUOUS_PLATE: Wording(
        message("Pelat meragukan"),
        message("Terbaca {plate}. Yang mana?"),
        "warn",
        "help-circle",
        Solve.CHOOSE_PLATE,
    ),
    Objection.LOCKDOWN: Wording(
        message("Portal dikunci"),
        message("Portal dikunci sejak {time} oleh {name}: {reason}"),
        "bad",
        "lock",
        Solve.END_LOCKDOWN,
    ),
    Objection.CLOCK_UNTRUSTED: Wording(
        message("Jam belum terpercaya"),
        message("Jam belum terpercaya, masa berlaku tidak bisa diperiksa"),
        "warn",
        "clock",
        Solve.OPEN,
    ),
    Objection.LOW_CONFIDENCE: Wording(
        message("Pelat kurang jelas"),
        message("Pelat kurang jelas, mungkin {plate}"),
        "warn",
        "help-circle",
        Solve.TYPE_PLATE,
    ),
    Objection.NO_VEHICLE_ON_LOOP: Wording(
        message("Tidak di depan palang"),
        message("Terbaca {plate}, tetapi tidak ada kendaraan di depan palang"),
        "off",
        "help-circle",
        Solve.NOTHING,
    ),
    Objection.EMERGENCY: Wording(
        message("Darurat"),
        message("Keadaan darurat: palang tetap terbuka untuk semua"),
        "bad",
        "flame",
        Solve.NOTHING,
    ),
}

PLATE_FIRST: Final = message("Pelat terbaca, tag belum. Minta kartunya ditempelkan")
"""What `second_factor_missing` says when the plate came first."""

ASK_FIRST: Final = message("Tanyakan tujuannya sebelum membuka palang.")
"""What `unknown` advises where no pass is made: on the way out, or to who makes none."""

EXTENDED_BY_ANYONE: Final = message("Perpanjangan diurus petugas kendaraan.")
"""What `expired` advises for a vehicle of no department."""

_BY_CODE: Final = {str(objection): objection for objection in Objection}


def known(codes: Iterable[str]) -> list[Objection]:
    """Return the objections among `codes`, in order; those of a newer controller are left out."""
    return [_BY_CODE[code] for code in codes if code in _BY_CODE]
