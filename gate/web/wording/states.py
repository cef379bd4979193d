"""What the boom is doing: badge, sentence, and the cause in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.web.wording.language import message


@dataclass(frozen=True, slots=True)
class Wording:
    """How one state is shown. `tone` and `icon` name entries of the stylesheet and sprite."""

    badge: str
    sentence: str
    tone: str
    icon: str


STATES: Final[Mapping[str, Wording]] = {
    "closed": Wording(message("Tertutup"), message("Palang tertutup"), "off", "minus"),
    "opening": Wording(message("Membuka"), message("Palang sedang membuka"), "info", "arrow-up"),
    "open": Wording(
        message("Terbuka"), message("Palang terbuka, menunggu kendaraan lewat"), "info", "check"
    ),
    "passing": Wording(
        message("Melintas"),
        message("Kendaraan sedang melintas, palang tidak akan turun"),
        "info",
        "car",
    ),
    "clear": Wording(message("Terbuka"), message("Palang terbuka"), "info", "check"),
    "closing": Wording(message("Menutup"), message("Palang sedang turun"), "warn", "arrow-down"),
    "held": Wording(
        message("Ditahan terbuka"),
        message("Ditahan terbuka sampai {time} oleh {name}: {reason}"),
        "hold",
        "pin",
    ),
    "latched": Wording(
        message("Terkunci terbuka"),
        message("Palang tetap terbuka sampai dipulihkan: {cause}. Lihat areanya, lalu Pulihkan"),
        "hold",
        "lock-open",
    ),
    "unknown": Wording(
        message("Posisi tak diketahui"),
        message("Posisi palang tidak diketahui. Lihat langsung ke palang"),
        "unknown",
        "help-circle",
    ),
    "boot": Wording(
        message("Posisi tak diketahui"),
        message("Portal baru menyala kembali. Tidak ada yang bergerak sendiri."),
        "unknown",
        "help-circle",
    ),
    "stopped": Wording(
        message("Dihentikan"),
        message("Tombol stop ditekan. Palang tidak bergerak sampai stop dilepas dan dipulihkan"),
        "bad",
        "octagon",
    ),
    "emergency": Wording(
        message("Darurat"),
        message("Alarm kebakaran: palang terbuka dan tetap terbuka"),
        "bad",
        "flame",
    ),
    "fault": Wording(
        message("Gangguan"),
        message("Gangguan: {cause}. Hubungi teknisi {phone}"),
        "bad",
        "alert-triangle",
    ),
}

UNKNOWN: Final = STATES["unknown"]
"""What is shown while nobody can tell."""

TROUBLE: Final = frozenset({"held", "latched", "unknown", "boot", "stopped", "emergency", "fault"})
"""States whose sentence the guard must read before anything about a vehicle."""

CAUSES: Final[Mapping[str, str]] = {
    "emergency": message("setelah alarm kebakaran"),
    "recovery": message("setelah listrik padam"),
    "untrusted": message("setelah listrik padam"),
    "obstructed": message("berkali-kali terhalang saat turun"),
    "close_timeout": message("tidak tertutup pada waktunya"),
    "not_moving": message("palang tidak bergerak"),
    "open_timeout": message("palang tidak sampai terbuka"),
    "limits_conflict": message("kedua limit aktif bersamaan"),
    "boom_detached": message("batang palang lepas"),
    "run_limit": message("motor bekerja terlalu lama"),
}

CAUSE_UNSAID: Final = message("sebabnya tidak dilaporkan")
"""Stands where a cause has no words."""
