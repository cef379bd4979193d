"""What the boom is doing: badge, sentence, and the cause in words.

A sentence that promises something about a boom has another one beside it for wirings under which
nobody could keep the promise; `board/boom.py` chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.alarm_code import AlarmCode
from gate.words.language import message


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
    "maintenance": Wording(
        message("Perawatan"),
        message("Teknisi sedang bekerja. Portal tidak melayani"),
        "unknown",
        "tool",
    ),
    "commission": Wording(
        message("Pulsa uji"),
        message("Teknisi sedang menguji keluaran. Portal tidak melayani"),
        "unknown",
        "tool",
    ),
    "emergency": Wording(
        message("Darurat"),
        message("Alarm kebakaran: palang terbuka dan tetap terbuka"),
        "bad",
        "flame",
    ),
    "fault": Wording(
        message("Gangguan"),
        message("Gangguan: {cause}. Hubungi {technician}"),
        "bad",
        "alert-triangle",
    ),
}

UNKNOWN: Final = STATES["unknown"]
"""What is shown while nobody can tell."""

TROUBLE: Final = frozenset(
    {
        "held",
        "latched",
        "unknown",
        "boot",
        "stopped",
        "maintenance",
        "commission",
        "emergency",
        "fault",
    }
)
"""States whose sentence the guard must read before anything about a vehicle."""

FREE_FLOW: Final = Wording(
    message("Jalur bebas"),
    message("Jalur bebas sampai {time} oleh {name}: {reason}"),
    "hold",
    "road",
)
"""A hold under which nobody is turned away."""

SCHEDULED: Final = Wording(
    STATES["held"].badge,
    message("Ditahan terbuka sampai {time} sesuai jadwal"),
    "hold",
    "calendar",
)
"""A hold that the lane's plan asks for."""

SCHEDULED_EVER: Final = Wording(
    STATES["held"].badge, message("Ditahan terbuka sesuai jadwal"), "hold", "calendar"
)
"""A hold whose plan has no end."""

NOT_RAISED: Final = message(
    "Menurut jadwal palang terbuka. Belum diangkat, karena portal baru menyala kembali"
)
"""A closed boom whose plan began before the gate was started."""

NOT_RAISED_AGAIN: Final = message(
    "Menurut jadwal palang terbuka. Tidak diangkat lagi dengan sendirinya setelah sempat terputus"
)
"""A closed boom whose planned hold a stop, a fault, maintenance or a fire has interrupted."""

LATCHED_DOWN: Final = message(
    "Palang tertutup dan masih perlu dipulihkan: {cause}. Lihat areanya, lalu Pulihkan"
)

WATCHED_PASSING: Final = message("Kendaraan sedang melintas")

WATCHED_LATCHED: Final = Wording(
    message("Perlu dipulihkan"),
    message(
        "Portal tidak melayani sampai dipulihkan: {cause}. Mesin palang bisa menurunkan palang"
        " sendiri. Lihat areanya, lalu Pulihkan"
    ),
    "hold",
    "rotate",
)

WATCHED_EMERGENCY: Final = message(
    "Alarm kebakaran: palang diperintah membuka, tetapi mesinnya bisa menurunkannya sendiri."
    " Jaga palang"
)

EMERGENCY_RISING: Final = message(
    "Alarm kebakaran: palang diperintah membuka. Lihat langsung ke palang"
)

STOPPED_BY_OTHERS: Final = message(
    "Tombol stop ditekan. Portal tidak memberi perintah apa pun sampai stop dilepas dan dipulihkan"
)
"""Stop where no contact of ours halts the machine."""

STOPPED_BY_ORDER: Final = message(
    "Palang dihentikan lewat perintah. Tidak bergerak sampai dibuka atau dipulihkan"
)
"""Stop that a person ordered, and no switch."""

STOP_UNREAD: Final = message(
    "Tombol stop tidak terbaca dan dianggap ditekan. Periksa kabelnya, hubungi {technician}"
)

STOP_RELEASED: Final = message("Tombol stop sudah dilepas. Lihat areanya, lalu Pulihkan")

MAINTENANCE_BY: Final[Mapping[bool | None, str]] = {
    True: message("Sakelar perawatan, pintu mesin, atau engkol sedang dipakai."),
    None: message("Kontak perawatan tidak terbaca. Periksa kabelnya, hubungi {technician}."),
}
"""Why a lane is under maintenance, by what its contact says (None = it cannot be told)."""

CAUSES: Final[Mapping[str, str]] = {
    "emergency": message("setelah alarm kebakaran"),
    "recovery": message("setelah listrik padam"),
    "found_open": message("ditemukan terbuka"),
    "untrusted": message("setelah listrik padam, loop pengaman belum terbukti"),
    "obstructed": message("berkali-kali terhalang saat turun"),
    "close_timeout": message("tidak tertutup pada waktunya"),
    AlarmCode.NOT_MOVING: message("palang tidak bergerak"),
    AlarmCode.OPEN_TIMEOUT: message("palang tidak sampai terbuka"),
    AlarmCode.LIMITS_CONFLICT: message("kedua limit aktif bersamaan"),
    AlarmCode.BOOM_DETACHED: message("batang palang lepas"),
    AlarmCode.RUN_LIMIT: message("motor bekerja terlalu lama"),
}

CAUSE_UNSAID: Final = message("sebabnya tidak dilaporkan")
"""Stands where a cause has no words."""
