"""The alarms: what happened and what to do, worst first by `level`.

Level 3 wants a person now, 2 today, 1 only tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.web.wording.language import message

AT_ONCE: Final = 3
"""The level that wants a person now."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one alarm is shown. Texts may use `{lane}`, `{phone}`, `{time}` and `{plate}`."""

    level: int
    title: str
    todo: str


ALARMS: Final[Mapping[str, Wording]] = {
    "forced_open": Wording(
        3,
        message("Palang terbuka tanpa perintah"),
        message("Periksa palang dan siapa yang lewat"),
    ),
    "drift": Wording(
        3,
        message("Palang bergerak tanpa perintah"),
        message("Jaga jalur, lihat langsung ke palang"),
    ),
    "tailgating": Wording(
        3,
        message("Kendaraan kedua ikut lewat tanpa izin"),
        message("Catat pelatnya bila terlihat"),
    ),
    "tag_plate_mismatch": Wording(
        3,
        message("Tag dipakai di kendaraan lain"),
        message("Periksa kendaraan dan kartunya"),
    ),
    "boom_detached": Wording(
        3,
        message("Batang palang lepas"),
        message("Jaga jalur, hubungi teknisi {phone}"),
    ),
    "not_moving": Wording(
        3,
        message("Palang tidak membuka"),
        message("Buka dengan sakelar kunci di pos"),
    ),
    "not_closing": Wording(
        3,
        message("Palang mungkin macet terbuka"),
        message("Jaga jalur. Jangan dorong palang"),
    ),
    "close_timeout": Wording(
        3,
        message("Palang mungkin macet terbuka"),
        message("Jaga jalur. Jangan dorong palang"),
    ),
    "fire": Wording(
        3,
        message("Alarm kebakaran"),
        message("Palang terbuka dan tetap terbuka. Beri jalan"),
    ),
    "fire_not_open": Wording(
        3,
        message("Palang tidak membuka saat alarm kebakaran"),
        message("Buka dengan sakelar kunci di pos"),
    ),
    "safety_stuck": Wording(
        2,
        message("Loop pengaman terisi terlalu lama"),
        message("Palang tidak akan turun. Lihat apakah ada kendaraan berhenti di bawahnya"),
    ),
    "loitering": Wording(
        2,
        message("Ada yang berhenti lama di bawah palang"),
        message("Lihat ke palang"),
    ),
    "reader_lost": Wording(
        2,
        message("Kabel pembaca {lane} terlepas"),
        message("Kendaraan dengan tag dibukakan petugas dulu"),
    ),
    "reader_silent": Wording(
        2,
        message("Pembaca {lane} tidak ada kabar sejak {time}"),
        message("Coba satu kartu. Bila tetap diam, hubungi teknisi"),
    ),
    "disk": Wording(
        2,
        message("Penyimpanan bermasalah"),
        message("Portal tetap bekerja. Hubungi teknisi hari ini"),
    ),
    "clock_untrusted": Wording(
        1,
        message("Jam belum terpercaya"),
        message("Catatan akan diperbaiki setelah jam benar"),
    ),
    "boot": Wording(
        1,
        message("Portal baru menyala kembali {time}"),
        message("Tidak ada yang bergerak sendiri."),
    ),
}

OTHER: Final = Wording(2, message("Alarm portal"), message("Hubungi teknisi {phone}"))
"""An alarm of a newer controller than these pages know."""
