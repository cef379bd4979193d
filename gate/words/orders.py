"""What people read of orders: the questions asked first, the reasons, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gate.core.values.events import Action
from gate.words.kinds import Wording
from gate.words.language import Language, message

OTHER: Final = "other"
"""The choice that asks for words instead."""

SHORTEST_REASON: Final = 5
"""Letters a reason in words has at least."""

REASONS: Final[Mapping[str, str]] = {
    "visitor_checked": message("Tamu sudah dicek"),
    "delivery": message("Kurir atau pengantar"),
    "card_forgotten": message("Pegawai, kartu tertinggal"),
    "duty": message("Piket"),
    "superior": message("Perintah atasan"),
    "emergency": message("Darurat"),
    "camera_misread": message("Kamera salah baca"),
    "convoy": message("Rombongan"),
    "event": message("Acara"),
    "rush_hour": message("Apel atau jam ramai"),
    "repair": message("Perbaikan"),
    "installation": message("Pemasangan baru"),
    "inspection": message("Pemeriksaan berkala"),
    "security": message("Alasan keamanan"),
    "security_over": message("Keadaan sudah aman"),
    "not_coming": message("Kendaraan batal lewat"),
    "fire_over": message("Alarm kebakaran selesai"),
    "power_back": message("Listrik sudah kembali"),
    "obstacle_gone": message("Penghalang sudah disingkirkan"),
    "key_switch": message("Dengan sakelar kunci"),
    "counted": message("Dihitung langsung di tempat"),
    "unrecorded": message("Ada yang lewat tanpa tercatat"),
    "empty_start": message("Awal hari, tempat kosong"),
    "lost_tag": message("Tag hilang"),
    "moved": message("Pindah tugas atau pensiun"),
    "violation": message("Pelanggaran"),
    OTHER: message("Lainnya …"),
}
"""Every reason that can be chosen, by the code that stands in the journal."""

COUNT_REASONS: Final = ("counted", "unrecorded", "empty_start", OTHER)
RECORD_REASONS: Final = ("unrecorded", "card_forgotten", "superior", "emergency", OTHER)
BLOCK_REASONS: Final = ("lost_tag", "moved", "violation", "superior", OTHER)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an order is given.

    `{lane}`, `{name}` and `{time}` are filled in. Without `reasons` none is asked. `promise` is a
    tick the person must set, `minutes` are the choices of how long (a time of day may be written
    instead). `everywhere` lets the order go to all lanes at once. `record` says where the vehicle
    is put down to be first: `in` or `out`.
    """

    action: Action
    title: str
    notice: str
    submit: str
    icon: str
    reasons: tuple[str, ...]
    promise: str | None = None
    minutes: tuple[int, ...] = ()
    everywhere: bool = False
    record: str = ""


HOLD_MINUTES: Final = (10, 30, 60)
QUESTIONS: Final[Mapping[str, Question]] = {
    "open": Question(
        action=Action.OPEN,
        title=message("Buka palang {lane} sekali"),
        notice=message("Tercatat atas nama {name}, {time}. Berlaku untuk satu kendaraan."),
        submit=message("Buka palang"),
        icon="arrow-up",
        reasons=(
            "visitor_checked",
            "delivery",
            "card_forgotten",
            "duty",
            "superior",
            "emergency",
            OTHER,
        ),
    ),
    "check": Question(
        action=Action.OPEN,
        title=message("Periksa kendaraan di {lane}"),
        notice=message("Lihat pelat aslinya, dan tanyakan kartunya milik siapa."),
        submit=message("Kamera salah baca, buka"),
        icon="arrow-up",
        reasons=("camera_misread",),
    ),
    "record-out": Question(
        action=Action.OPEN,
        title=message("Catat sudah keluar, lalu buka {lane}"),
        notice=message("Dua catatan atas nama {name}, {time}. Berlaku untuk satu kendaraan."),
        submit=message("Catat, lalu buka palang"),
        icon="arrow-up",
        reasons=RECORD_REASONS,
        record="out",
    ),
    "record-in": Question(
        action=Action.OPEN,
        title=message("Catat sudah masuk, lalu buka {lane}"),
        notice=message("Dua catatan atas nama {name}, {time}. Berlaku untuk satu kendaraan."),
        submit=message("Catat, lalu buka palang"),
        icon="arrow-up",
        reasons=RECORD_REASONS,
        record="in",
    ),
    "hold": Question(
        action=Action.HOLD,
        title=message("Tahan palang {lane} terbuka selama …"),
        notice=message("Semua kendaraan bisa lewat. Turun sendiri setelah waktunya bila kosong."),
        submit=message("Tahan terbuka"),
        icon="pin",
        reasons=("convoy", "event", "rush_hour", "repair", OTHER),
        minutes=HOLD_MINUTES,
    ),
    "free-flow": Question(
        action=Action.FREE_FLOW,
        title=message("Bebaskan {lane} selama …"),
        notice=message(
            "Palang tetap terbuka dan tidak ada yang ditolak; yang terbaca tetap dicatat."
            " Turun sendiri setelah waktunya bila kosong."
        ),
        submit=message("Bebaskan jalur"),
        icon="road",
        reasons=("convoy", "event", "rush_hour", "emergency", OTHER),
        minutes=HOLD_MINUTES,
    ),
    "lower": Question(
        action=Action.CLOSE,
        title=message("Turunkan palang {lane}"),
        notice=message("Palang turun setelah area di bawahnya kosong."),
        submit=message("Turunkan"),
        icon="arrow-down",
        reasons=("not_coming", "superior", OTHER),
    ),
    "reset": Question(
        action=Action.RESET,
        title=message("Pulihkan palang {lane}"),
        notice=message("Palang bisa turun sesudahnya. Tercatat atas nama {name}, {time}."),
        submit=message("Pulihkan"),
        icon="rotate",
        reasons=("fire_over", "power_back", "obstacle_gone", "repair", OTHER),
        promise=message("Saya melihat palang dan areanya kosong"),
    ),
    "end-free-flow": Question(
        action=Action.RELEASE,
        title=message("Akhiri jalur bebas di {lane}"),
        notice=message("Palang turun setelah area di bawahnya kosong."),
        submit=message("Akhiri jalur bebas"),
        icon="road",
        reasons=(),
    ),
    "end-hold": Question(
        action=Action.RELEASE,
        title=message("Akhiri tahan terbuka di {lane}"),
        notice=message("Palang turun setelah area di bawahnya kosong."),
        submit=message("Akhiri tahan terbuka"),
        icon="pin",
        reasons=(),
    ),
    "lockdown": Question(
        action=Action.LOCKDOWN,
        title=message("Kunci portal di {lane}"),
        notice=message(
            "Semua kendaraan ditolak sampai penguncian diakhiri. Darurat tetap membuka."
        ),
        submit=message("Kunci portal"),
        icon="lock",
        reasons=("security", "superior", "emergency", OTHER),
        everywhere=True,
    ),
    "end-lockdown": Question(
        action=Action.UNLOCK,
        title=message("Akhiri penguncian di {lane}"),
        notice=message("Kendaraan yang berhak bisa lewat lagi."),
        submit=message("Akhiri penguncian"),
        icon="lock-open",
        reasons=("security_over", "superior", OTHER),
        everywhere=True,
    ),
}
"""What a lane can be ordered on a page, by the word in its address."""

TEST: Final = Question(
    action=Action.TEST_OUTPUT,
    title=message("Uji {output} di {lane}"),
    notice=message("Palang akan bergerak. Pastikan tidak ada orang atau kendaraan di bawahnya."),
    submit=message("Kirim pulsa uji"),
    icon="bolt",
    reasons=("installation", "inspection", "repair", OTHER),
    promise=message("Saya melihat palang dan areanya kosong"),
)
"""What a technician is asked before one output is tried; `{output}` is filled in too."""

TEST_LAMP: Final = replace(
    TEST,
    notice=message("Hanya lampu atau bunyi yang berubah sebentar; palang tidak bergerak."),
    promise=None,
)
"""The same for an output that moves nothing."""

STOP_REASONS: Final = ("emergency", "superior", OTHER)
"""Reasons for a stop, before which nothing is asked."""


def reasons(action: Action) -> tuple[str, ...]:
    """Return the reasons that can be chosen for an order, whichever question asks."""
    if action is Action.STOP:
        return STOP_REASONS
    asked = [each for each in QUESTIONS.values() if each.action is action and not each.record]
    return tuple(dict.fromkeys(code for question in asked for code in question.reasons))


@dataclass(frozen=True, slots=True)
class OrderWords:
    """How an order that was carried out is told, by `{name}`.

    `row` is its line of the journal, `badge` the same in a word or two, `done` what is said once
    the controller reports it. `lacking` says what is not fitted where it is not possible at all.
    """

    row: Wording
    badge: str
    done: str
    lacking: str | None = None


_NO_HOLD: Final = message(
    "mesin palang menutup sendiri, dan relai tahan terbuka (HOLD) tidak terpasang"
)

ORDERS: Final[Mapping[str, OrderWords]] = {
    Action.OPEN: OrderWords(
        Wording(message("Dibuka oleh {name}"), "info", "hand-stop"),
        message("Dibuka petugas"),
        message("Palang membuka"),
    ),
    Action.CLOSE: OrderWords(
        Wording(message("Diturunkan oleh {name}"), "info", "arrow-down"),
        message("Diturunkan"),
        message("Palang diturunkan"),
        message("mesin palang menutup sendiri, tidak ada relai turun (CLOSE)"),
    ),
    Action.STOP: OrderWords(
        Wording(message("Dihentikan oleh {name}"), "bad", "octagon"),
        message("Dihentikan"),
        message("Palang dihentikan"),
        message("tidak ada relai yang bisa menghentikan palang"),
    ),
    Action.HOLD: OrderWords(
        Wording(message("Ditahan terbuka oleh {name}"), "hold", "pin"),
        message("Ditahan"),
        message("Palang ditahan terbuka"),
        _NO_HOLD,
    ),
    Action.RELEASE: OrderWords(
        Wording(message("Tahan terbuka diakhiri oleh {name}"), "info", "pin"),
        message("Dilepas"),
        message("Tahan terbuka diakhiri"),
    ),
    Action.FREE_FLOW: OrderWords(
        Wording(message("Jalur dibebaskan oleh {name}"), "hold", "road"),
        message("Dibebaskan"),
        message("Jalur dibebaskan"),
        _NO_HOLD,
    ),
    Action.LOCKDOWN: OrderWords(
        Wording(message("Portal dikunci oleh {name}"), "bad", "lock"),
        message("Dikunci"),
        message("Portal dikunci"),
    ),
    Action.UNLOCK: OrderWords(
        Wording(message("Penguncian diakhiri oleh {name}"), "info", "lock-open"),
        message("Kunci dibuka"),
        message("Penguncian diakhiri"),
    ),
    Action.RESET: OrderWords(
        Wording(message("Dipulihkan oleh {name}"), "info", "rotate"),
        message("Dipulihkan"),
        message("Palang dipulihkan"),
    ),
    Action.DISMISS: OrderWords(
        Wording(message("Ditolak oleh {name}"), "off", "ban"),
        message("Ditolak petugas"),
        message("Kendaraan ditolak"),
    ),
    Action.CORRECT_PLATE: OrderWords(
        Wording(message("Pelat dibetulkan {name}"), "info", "pencil"),
        message("Pelat dibetulkan"),
        message("Pelat dibetulkan, diperiksa lagi"),
    ),
    Action.CORRECT_OCCUPANCY: OrderWords(
        Wording(message("Jumlah dihitung ulang oleh {name}"), "info", "car"),
        message("Dihitung ulang"),
        message("Jumlah sudah dihitung ulang"),
    ),
    Action.ACK_ALARM: OrderWords(
        Wording(message("Alarm diperiksa {name}"), "info", "bell"),
        message("Diperiksa"),
        message("Alarm sudah diperiksa"),
    ),
    Action.TEST_OUTPUT: OrderWords(
        Wording(message("Keluaran diuji oleh {name}"), "unknown", "tool"),
        message("Diuji"),
        message("Pulsa uji dikirim"),
    ),
}
"""What is told of each order that was carried out, whoever gave it."""


def reason_in_words(language: Language, reason: str) -> str:
    """Word a journalled reason: a code of ours, a code with a note behind it, or free text."""
    code, colon, note = reason.partition(": ")
    if code not in REASONS or code == OTHER:
        return reason
    return f"{language.say(REASONS[code])}{colon}{note}"
