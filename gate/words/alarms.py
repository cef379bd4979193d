"""The alarms: what happened and what to do, worst first by `level`.

Level 3 wants a person now, 2 today, 1 only tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.alarm_code import AlarmCode
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
    AlarmCode.FORCED_OPEN: Wording(
        3, message("Palang terbuka tanpa perintah"), message("Periksa palang dan siapa yang lewat")
    ),
    AlarmCode.DRIFT: Wording(
        3,
        message("Palang bergerak tanpa perintah"),
        message("Jaga jalur, lihat langsung ke palang"),
    ),
    AlarmCode.TAILGATING: Wording(
        3,
        message("Kendaraan kedua ikut {way} tanpa izin"),
        message("Catat pelatnya bila terlihat"),
    ),
    AlarmCode.WRONG_WAY: Wording(
        3,
        message("Kendaraan lewat melawan arah"),
        message("Lihat ke jalur. Catat pelatnya bila terlihat"),
    ),
    AlarmCode.TAG_PLATE_MISMATCH: Wording(
        3,
        message("Tag kendaraan lain dipakai di kendaraan {plate}"),
        message("Periksa kendaraan dan kartunya"),
    ),
    AlarmCode.BOOM_DETACHED: Wording(
        3, message("Batang palang lepas"), message("Jaga jalur, hubungi {technician}")
    ),
    AlarmCode.NOT_MOVING: Wording(3, message("Palang tidak membuka"), _KEY_SWITCH),
    AlarmCode.OPEN_TIMEOUT: Wording(
        3,
        message("Palang tidak sampai terbuka"),
        message("Jangan lewatkan kendaraan di bawahnya. Hubungi {technician}"),
    ),
    AlarmCode.RUN_LIMIT: Wording(3, message("Motor palang bekerja terlalu lama"), _GUARD),
    AlarmCode.LIMITS_CONFLICT: Wording(
        3,
        message("Kedua limit palang aktif bersamaan"),
        message("Portal tidak menggerakkan palang. Lihat langsung ke palang, hubungi {technician}"),
    ),
    AlarmCode.NOT_CLOSING: Wording(3, _MAY_BE_STUCK, _DO_NOT_PUSH),
    AlarmCode.CLOSE_TIMEOUT: Wording(3, _MAY_BE_STUCK, _DO_NOT_PUSH),
    AlarmCode.OBSTRUCTED: Wording(
        3,
        message("Palang berkali-kali terhalang saat turun"),
        message("Palang tetap terbuka. Singkirkan penghalangnya, lalu Pulihkan"),
        message("Lihat apa yang ada di bawah palang. Mesin palang menurunkannya sendiri"),
        latches=True,
    ),
    AlarmCode.OUTPUT_STUCK: Wording(
        3,
        message("Palang tidak menurut perintah, relainya mungkin lengket"),
        _GUARD,
    ),
    AlarmCode.BOARD_FAULT: Wording(
        3,
        message("Mesin palang melaporkan gangguan"),
        message("Lihat langsung ke palang, hubungi {technician}"),
    ),
    AlarmCode.FIRE: Wording(
        3,
        message("Alarm kebakaran"),
        message("Palang terbuka dan tetap terbuka. Beri jalan"),
        message("Mesin palang bisa menurunkan palang sendiri. Jaga palang, beri jalan"),
        latches=True,
    ),
    AlarmCode.RECOVERY: Wording(
        3,
        message("Gangguan sebelum portal menyala ulang tidak terbaca lagi"),
        message("Lihat langsung ke palang, hubungi {technician}"),
    ),
    AlarmCode.FIRE_NOT_OPEN: Wording(
        3, message("Palang tidak membuka saat alarm kebakaran"), _KEY_SWITCH
    ),
    AlarmCode.SAFETY_STUCK: Wording(
        2,
        message("Loop pengaman terisi terlalu lama"),
        message("Palang tidak akan turun. Lihat apakah ada kendaraan berhenti di bawahnya"),
        message("Lihat apakah ada kendaraan berhenti di bawah palang"),
    ),
    AlarmCode.ARMING_STUCK: Wording(
        2,
        message("Loop di depan palang terisi terlalu lama"),
        message("Lihat apakah ada kendaraan berhenti di sana. Bila kosong, hubungi {technician}"),
    ),
    AlarmCode.ANTI_PASSBACK: Wording(
        2,
        message("{plate} lewat, padahal catatannya lain"),
        message("Cocokkan siapa yang di dalam dengan catatan"),
    ),
    AlarmCode.OVERSTAY: Wording(
        1,
        message("Tamu {plate} belum keluar, izin sampai {until}"),
        message("Hubungi tujuan tamunya"),
    ),
    AlarmCode.TOO_OFTEN: Wording(
        2,
        message("Tag atau pelat {plate} dipakai terlalu sering"),
        message("Lihat siapa yang memakainya"),
    ),
    AlarmCode.MANY_UNKNOWN: Wording(
        2,
        message("Banyak kartu tak dikenal di pembaca {lane}"),
        message("Lihat siapa di depan pembaca"),
    ),
    AlarmCode.ROW_PARKED: Wording(
        1,
        message("Sebuah catatan terkirim tanpa isinya"),
        message("Isinya tetap ada di portal. Hubungi {technician}"),
    ),
    AlarmCode.STORE_DAMAGED: Wording(
        2,
        message("Penyimpanan portal rusak"),
        message(
            "Saat portal menyala ulang, cadangan terakhir menggantikannya. Hubungi {technician}"
        ),
    ),
    AlarmCode.MQTT_TWIN: Wording(
        2,
        message("Ada portal lain yang mengirim data dengan nama portal ini"),
        message("Data menunggu di portal. Hubungi {technician}"),
    ),
    AlarmCode.LOITERING: Wording(
        2, message("Ada yang berhenti lama di bawah palang"), message("Lihat ke palang")
    ),
    AlarmCode.LOOP_FAULT: Wording(
        2, message("Detektor loop pengaman rusak"), _NOT_LOWERED, _LOWERED_BLIND
    ),
    AlarmCode.LOOP_SILENT: Wording(
        2,
        message("Loop pengaman tidak melihat kendaraan yang lewat"),
        _NOT_LOWERED,
        _LOWERED_BLIND,
    ),
    AlarmCode.MAINS_LOST: Wording(
        2,
        message("Listrik padam, portal memakai baterai"),
        message("Palang bisa berhenti bila baterai habis. Hubungi {technician}"),
    ),
    AlarmCode.INPUT_FAULTY: Wording(
        2,
        message("{sensor} tidak terbaca"),
        message("Periksa kabelnya, hubungi {technician}"),
    ),
    AlarmCode.READER_LOST: Wording(
        2,
        message("Kabel pembaca {lane} terlepas"),
        message("Kendaraan dengan tag dibukakan petugas dulu"),
    ),
    AlarmCode.READER_SILENT: Wording(
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
    2, message("Pembaca {lane} tidak menjawab"), ALARMS[AlarmCode.READER_LOST].todo
)
"""`reader_lost` where the cable is fine and the reader answers no more."""

CAMERA_SILENT: Final = Wording(
    2,
    message("Kamera pelat {lane} tidak ada kabar sejak {since}"),
    message("Lihat ke kameranya. Bila tetap diam, hubungi {technician}"),
)
"""`reader_silent` of a plate camera."""

UNNAMED: Final[Mapping[str, str]] = {
    AlarmCode.TAG_PLATE_MISMATCH: message("Tag dipakai di kendaraan lain"),
    AlarmCode.ANTI_PASSBACK: message("Kendaraan lewat, padahal catatannya lain"),
    AlarmCode.OVERSTAY: message("Tamu belum keluar, izin sampai {until}"),
    AlarmCode.TOO_OFTEN: message("Tag atau pelat dipakai terlalu sering"),
}
"""Titles of alarms about a vehicle whose plate is not known."""

INNER_STUCK: Final = Wording(
    2, message("Loop di sisi dalam terisi terlalu lama"), ALARMS[AlarmCode.ARMING_STUCK].todo
)
"""`arming_stuck` of the inner loop."""

NOT_LEAVING_OPEN: Final = Wording(3, message("Palang tidak mau turun"), _DO_NOT_PUSH)
"""A boom that does not move although it was told to come down."""

WAYS: Final[Mapping[str, str]] = {"in": message("masuk"), "out": message("keluar")}
"""How a vehicle that followed went, by the lane's direction."""

PASSED: Final = message("lewat")
"""How it went through a lane nobody knows."""
