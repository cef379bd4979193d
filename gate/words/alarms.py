"""The alarms: what happened and what to do, worst first by `level`.

Level 3 wants a person now, 2 today, 1 only tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.model import Medium
from gate.words.language import message

AT_ONCE: Final = 3
"""The level that wants a person now."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one alarm is shown.

    Texts may use `{lane}`, `{technician}`, `{way}`, `{plate}` and `{sensor}`. `watched`
    is what to do where the board lowers the boom by itself; not so where a hold relay can keep it
    up and the alarm `latches`.
    """

    level: int
    title: str
    todo: str
    watched: str | None = None
    latches: bool = False


_GUARD: Final = message("Jaga jalur. Hubungi {technician}")
_KEY_SWITCH: Final = message("Buka dengan sakelar kunci di pos")
_MAY_BE_STUCK: Final = message("Palang mungkin macet terbuka")
_DO_NOT_PUSH: Final = message("Jaga jalur. Jangan dorong palang")
_NOT_LOWERED: Final = message(
    "Palang tidak turun sendiri sampai detektornya beres. Hubungi {technician}"
)
_LOWERED_BLIND: Final = message(
    "Mesin palang bisa turun tanpa melihat kendaraan. Jaga area di bawahnya, hubungi {technician}"
)

ALARMS: Final[Mapping[str, Wording]] = {
    "forced_open": Wording(
        3, message("Palang terbuka tanpa perintah"), message("Periksa palang dan siapa yang lewat")
    ),
    "drift": Wording(
        3,
        message("Palang bergerak tanpa perintah"),
        message("Jaga jalur, lihat langsung ke palang"),
    ),
    "tailgating": Wording(
        3,
        message("Kendaraan kedua ikut {way} tanpa izin"),
        message("Catat pelatnya bila terlihat"),
    ),
    "wrong_way": Wording(
        3,
        message("Kendaraan lewat melawan arah"),
        message("Lihat ke jalur. Catat pelatnya bila terlihat"),
    ),
    "tag_plate_mismatch": Wording(
        3,
        message("Tag kendaraan lain dipakai di kendaraan {plate}"),
        message("Periksa kendaraan dan kartunya"),
    ),
    "boom_detached": Wording(
        3, message("Batang palang lepas"), message("Jaga jalur, hubungi {technician}")
    ),
    "not_moving": Wording(3, message("Palang tidak membuka"), _KEY_SWITCH),
    "open_timeout": Wording(
        3,
        message("Palang tidak sampai terbuka"),
        message("Jangan lewatkan kendaraan di bawahnya. Hubungi {technician}"),
    ),
    "run_limit": Wording(3, message("Motor palang bekerja terlalu lama"), _GUARD),
    "limits_conflict": Wording(
        3,
        message("Kedua limit palang aktif bersamaan"),
        message("Portal tidak menggerakkan palang. Lihat langsung ke palang, hubungi {technician}"),
    ),
    "not_closing": Wording(3, _MAY_BE_STUCK, _DO_NOT_PUSH),
    "close_timeout": Wording(3, _MAY_BE_STUCK, _DO_NOT_PUSH),
    "obstructed": Wording(
        3,
        message("Palang berkali-kali terhalang saat turun"),
        message("Palang tetap terbuka. Singkirkan penghalangnya, lalu Pulihkan"),
        message("Lihat apa yang ada di bawah palang. Mesin palang menurunkannya sendiri"),
        latches=True,
    ),
    "output_stuck": Wording(
        3,
        message("Palang tidak menurut perintah, relainya mungkin lengket"),
        _GUARD,
    ),
    "board_fault": Wording(
        3,
        message("Mesin palang melaporkan gangguan"),
        message("Lihat langsung ke palang, hubungi {technician}"),
    ),
    "fire": Wording(
        3,
        message("Alarm kebakaran"),
        message("Palang terbuka dan tetap terbuka. Beri jalan"),
        message("Mesin palang bisa menurunkan palang sendiri. Jaga palang, beri jalan"),
        latches=True,
    ),
    "fire_not_open": Wording(3, message("Palang tidak membuka saat alarm kebakaran"), _KEY_SWITCH),
    "safety_stuck": Wording(
        2,
        message("Loop pengaman terisi terlalu lama"),
        message("Palang tidak akan turun. Lihat apakah ada kendaraan berhenti di bawahnya"),
        message("Lihat apakah ada kendaraan berhenti di bawah palang"),
    ),
    "arming_stuck": Wording(
        2,
        message("Loop di depan palang terisi terlalu lama"),
        message("Lihat apakah ada kendaraan berhenti di sana. Bila kosong, hubungi {technician}"),
    ),
    "anti_passback": Wording(
        2,
        message("{plate} lewat, padahal catatannya lain"),
        message("Cocokkan siapa yang di dalam dengan catatan"),
    ),
    "overstay": Wording(
        1,
        message("Tamu {plate} belum keluar, izin sampai {until}"),
        message("Hubungi tujuan tamunya"),
    ),
    "too_often": Wording(
        2,
        message("Tag atau pelat {plate} dipakai terlalu sering"),
        message("Lihat siapa yang memakainya"),
    ),
    "many_unknown": Wording(
        2,
        message("Banyak kartu tak dikenal di pembaca {lane}"),
        message("Lihat siapa di depan pembaca"),
    ),
    "row_parked": Wording(
        1,
        message("Sebuah catatan terkirim tanpa isinya"),
        message("Isinya tetap ada di portal. Hubungi {technician}"),
    ),
    "store_damaged": Wording(
        2,
        message("Penyimpanan portal rusak"),
        message(
            "Saat portal menyala ulang, cadangan terakhir menggantikannya. Hubungi {technician}"
        ),
    ),
    "mqtt_twin": Wording(
        2,
        message("Ada portal lain yang mengirim data dengan nama portal ini"),
        message("Data menunggu di portal. Hubungi {technician}"),
    ),
    "loitering": Wording(
        2, message("Ada yang berhenti lama di bawah palang"), message("Lihat ke palang")
    ),
    "loop_fault": Wording(2, message("Detektor loop pengaman rusak"), _NOT_LOWERED, _LOWERED_BLIND),
    "loop_silent": Wording(
        2,
        message("Loop pengaman tidak melihat kendaraan yang lewat"),
        _NOT_LOWERED,
        _LOWERED_BLIND,
    ),
    "mains_lost": Wording(
        2,
        message("Listrik padam, portal memakai baterai"),
        message("Palang bisa berhenti bila baterai habis. Hubungi {technician}"),
    ),
    "input_faulty": Wording(
        2,
        message("{sensor} tidak terbaca"),
        message("Periksa kabelnya, hubungi {technician}"),
    ),
    "reader_lost": Wording(
        2,
        message("Kabel pembaca {lane} terlepas"),
        message("Kendaraan dengan tag dibukakan petugas dulu"),
    ),
    "reader_silent": Wording(
        2,
        message("Pembaca {lane} tidak ada kabar sejak {since}"),
        message("Coba satu kartu. Bila tetap diam, hubungi {technician}"),
    ),
}

OTHER: Final = Wording(2, message("Alarm portal"), message("Hubungi {technician}"))
"""An alarm of a newer controller than these pages know."""

READERS_LOST: Final[Mapping[str, Wording]] = {
    Medium.PLATE: Wording(
        2,
        message("Kabel kamera pelat {lane} terlepas"),
        message("Kendaraan tanpa tag dibukakan petugas dulu, cocokkan pelatnya"),
    ),
    Medium.CODE: Wording(
        2,
        message("Kabel pembaca kode {lane} terlepas"),
        message("Tamu dengan kode izin dibukakan petugas dulu"),
    ),
}
"""A lost reader of something else than tags."""

READER_MUTE: Final = Wording(
    2, message("Pembaca {lane} tidak menjawab"), ALARMS["reader_lost"].todo
)
"""`reader_lost` where the cable is fine and the reader answers no more."""

CAMERA_SILENT: Final = Wording(
    2,
    message("Kamera pelat {lane} tidak ada kabar sejak {since}"),
    message("Lihat ke kameranya. Bila tetap diam, hubungi {technician}"),
)
"""`reader_silent` of a plate camera."""

UNNAMED: Final[Mapping[str, str]] = {
    "tag_plate_mismatch": message("Tag dipakai di kendaraan lain"),
    "anti_passback": message("Kendaraan lewat, padahal catatannya lain"),
    "overstay": message("Tamu belum keluar, izin sampai {until}"),
    "too_often": message("Tag atau pelat dipakai terlalu sering"),
}
"""Titles of alarms about a vehicle whose plate is not known."""

INNER_STUCK: Final = Wording(
    2, message("Loop di sisi dalam terisi terlalu lama"), ALARMS["arming_stuck"].todo
)
"""`arming_stuck` of the inner loop."""

NOT_LEAVING_OPEN: Final = Wording(3, message("Palang tidak mau turun"), _DO_NOT_PUSH)
"""A boom that does not move although it was told to come down."""

WAYS: Final[Mapping[str, str]] = {"in": message("masuk"), "out": message("keluar")}
"""How a vehicle that followed went, by the lane's direction."""

PASSED: Final = message("lewat")
"""How it went through a lane nobody knows."""
