"""What staff order: the questions asked first, the reasons to choose from, why it was not done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.events import Action
from gate.web.wording.language import Language, message

OTHER: Final = "other"
"""The choice that asks for words instead."""

SHORTEST_REASON: Final = 5
"""Letters a reason in words has at least."""

LONGEST_REASON: Final = 200

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
    "not_coming": message("Kendaraan batal lewat"),
    "fire_over": message("Alarm kebakaran selesai"),
    "power_back": message("Listrik sudah kembali"),
    "obstacle_gone": message("Penghalang sudah disingkirkan"),
    "lost_tag": message("Tag hilang"),
    "moved": message("Pindah tugas atau pensiun"),
    "violation": message("Pelanggaran"),
    OTHER: message("Lainnya …"),
}
"""Every reason that can be chosen, by the code that stands in the journal."""

BLOCK_REASONS: Final = ("lost_tag", "moved", "violation", "superior", OTHER)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an order is given; `done` is said when the controller reports it.

    `{lane}`, `{name}` and `{time}` are filled in. `promise` is a tick the person must set,
    `minutes` are the choices of how long.
    """

    action: Action
    title: str
    notice: str
    submit: str
    icon: str
    done: str
    reasons: tuple[str, ...]
    promise: str | None = None
    minutes: tuple[int, ...] = ()


QUESTIONS: Final[Mapping[str, Question]] = {
    "open": Question(
        action=Action.OPEN,
        title=message("Buka palang {lane} sekali"),
        notice=message("Tercatat atas nama {name}, {time}. Berlaku untuk satu kendaraan."),
        submit=message("Buka palang"),
        icon="arrow-up",
        done=message("Palang membuka"),
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
        done=message("Palang membuka"),
        reasons=("camera_misread",),
    ),
    "hold": Question(
        action=Action.HOLD,
        title=message("Tahan palang {lane} terbuka selama …"),
        notice=message("Semua kendaraan bisa lewat. Turun sendiri setelah waktunya bila kosong."),
        submit=message("Tahan terbuka"),
        icon="pin",
        done=message("Palang ditahan terbuka"),
        reasons=("convoy", "event", "rush_hour", "repair", OTHER),
        minutes=(10, 30, 60),
    ),
    "lower": Question(
        action=Action.CLOSE,
        title=message("Turunkan palang {lane}"),
        notice=message("Palang turun setelah area di bawahnya kosong."),
        submit=message("Turunkan"),
        icon="arrow-down",
        done=message("Palang diturunkan"),
        reasons=("not_coming", "superior", OTHER),
    ),
    "reset": Question(
        action=Action.RESET,
        title=message("Pulihkan palang {lane}"),
        notice=message("Tercatat atas nama {name}, {time}."),
        submit=message("Pulihkan"),
        icon="rotate",
        done=message("Palang dipulihkan"),
        reasons=("fire_over", "power_back", "obstacle_gone", "repair", OTHER),
        promise=message("Saya melihat palang dan areanya kosong"),
    ),
    "end-hold": Question(
        action=Action.RELEASE,
        title=message("Akhiri tahan terbuka {lane}"),
        notice=message("Palang turun setelah area di bawahnya kosong."),
        submit=message("Akhiri tahan terbuka"),
        icon="pin",
        done=message("Tahan terbuka diakhiri"),
        reasons=("convoy", "event", "superior", OTHER),
    ),
    "end-lockdown": Question(
        action=Action.UNLOCK,
        title=message("Akhiri penguncian {lane}"),
        notice=message("Kendaraan yang berhak bisa lewat lagi."),
        submit=message("Akhiri penguncian"),
        icon="lock-open",
        done=message("Penguncian diakhiri"),
        reasons=("superior", OTHER),
    ),
}
"""What a lane can be ordered on a page, by the word in its address."""

DONE: Final[Mapping[str, str]] = {
    **{str(question.action): question.done for question in QUESTIONS.values()},
    Action.DISMISS: message("Kendaraan ditolak"),
    Action.ACK_ALARM: message("Alarm sudah diperiksa"),
    Action.LOCKDOWN: message("Portal dikunci"),
}
"""What is said when an order was carried out, whoever gave it."""

REFUSALS: Final[Mapping[str, str]] = {
    "stopped": message("tombol stop ditekan"),
    "emergency": message("keadaan darurat"),
    "fault": message("ada gangguan, pulihkan dulu"),
    "latched": message("palang terkunci terbuka, pulihkan dulu"),
    "settling": message("portal baru menyala, tunggu sebentar"),
    "maintenance": message("teknisi sedang bekerja"),
    "lockdown": message("portal dikunci"),
    "unknown_lane": message("jalur ini tidak ada"),
    "not_possible": message("mesin palang ini tidak bisa diperintah begitu"),
    "already_closed": message("palang sudah tertutup"),
    "opening": message("palang sedang membuka"),
    "unknown": message("posisi palang tidak diketahui"),
    "queue_full": message("sudah cukup banyak kendaraan yang boleh lewat"),
    "not_locked": message("portal tidak dikunci"),
    "not_held": message("palang tidak sedang ditahan terbuka"),
    "obstructed": message("ada kendaraan di bawah palang"),
    "malformed": message("perintah tidak dipahami pengendali"),
    "busy": message("pengendali sedang sibuk, ulangi"),
    "not_latched": message("palang tidak terkunci terbuka"),
    "duplicate": message("perintah ini sudah diterima"),
    "unknown_alarm": message("alarm itu sudah tidak ada"),
    "unknown_claim": message("kendaraan itu sudah tidak menunggu"),
    "forbidden": message("pengendali tidak menerima perintah dari halaman ini"),
}

REFUSED: Final = message("pengendali menolaknya")
TOO_LATE: Final = message("Perintah terlalu lama di jalan dan dibatalkan. Ulangi bila masih perlu.")
SENT: Final = message("Perintah dikirim")
SILENT: Final = message("Pengendali tidak menjawab")


def refused(language: Language, code: str) -> str:
    """Say why an order was not carried out."""
    if code == "stale":
        return language.say(TOO_LATE)
    return language.say("Tidak dijalankan: {reason}", reason=because(language, code))


def because(language: Language, code: str) -> str:
    """Word the code of a refusal."""
    return language.say(REFUSALS.get(code, REFUSED))


def reason_in_words(language: Language, reason: str) -> str:
    """Word a journalled reason: a code of ours, a code with a note behind it, or free text."""
    code, colon, note = reason.partition(": ")
    if code not in REASONS or code == OTHER:
        return reason
    return f"{language.say(REASONS[code])}{colon}{note}"
