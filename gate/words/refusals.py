"""Why an order was not carried out, in words."""

from collections.abc import Mapping
from typing import Final

from gate.words.language import Language, message
from gate.words.orders import ORDERS

REFUSALS: Final[Mapping[str, str]] = {
    "stopped": message("tombol stop ditekan"),
    "halted": message("palang dihentikan, buka atau pulihkan dulu"),
    "emergency": message("keadaan darurat"),
    "fault": message("ada gangguan, pulihkan dulu"),
    "latched": message("palang terkunci terbuka, pulihkan dulu"),
    "settling": message("portal baru menyala, tunggu sebentar"),
    "maintenance": message("teknisi sedang bekerja"),
    "commission": message("keluaran sedang diuji"),
    "not_at_rest": message("palang tidak diam di ujungnya, atau masih ada yang ditunggu"),
    "way_unknown": message("sensor di bawah palang tidak bisa dipercaya"),
    "would_lower": message("keluaran itu bisa menurunkan palang"),
    "unknown_output": message("keluaran itu tidak terpasang"),
    "lockdown": message("portal dikunci"),
    "unknown_lane": message("jalur ini tidak ada"),
    "not_possible": message("mesin palang ini tidak bisa diperintah begitu"),
    "already_closed": message("palang sudah tertutup"),
    "opening": message("palang sedang membuka"),
    "unknown": message("posisi palang tidak diketahui"),
    "position_unknown": message("posisi palang tidak diketahui"),
    "queue_full": message("sudah cukup banyak kendaraan yang boleh lewat"),
    "not_locked": message("portal tidak dikunci"),
    "not_held": message("palang tidak sedang ditahan terbuka"),
    "obstructed": message("ada kendaraan di bawah palang"),
    "malformed": message("perintah tidak dipahami pengendali"),
    "busy": message("pengendali sedang sibuk, ulangi"),
    "not_latched": message("palang tidak terkunci terbuka"),
    "duplicate": message("perintah ini sudah diterima"),
    "unknown_alarm": message("alarm itu sudah tidak ada"),
    "unknown_zone": message("area itu tidak ada"),
    "unknown_vehicle": message("kendaraan itu tidak ada di daftar"),
    "reason_missing": message("alasannya belum ditulis"),
    "unknown_claim": message("kendaraan itu sudah tidak menunggu"),
    "forbidden": message("pengendali tidak menerima perintah dari halaman ini"),
    "not_allowed": message("pengirim ini tidak boleh memerintah begitu"),
    "retained": message("perintah yang disimpan broker tidak dijalankan"),
    "clock_untrusted": message("jam portal belum terpercaya"),
}

REFUSED: Final = message("pengendali menolaknya")
TOO_LATE: Final = message("Perintah terlalu lama di jalan dan dibatalkan. Ulangi bila masih perlu.")
SENT: Final = message("Perintah dikirim")
SILENT: Final = message("Pengendali tidak menjawab")
SUPERVISOR_FIRST: Final = message("Kendaraan yang menunggu hanya dibukakan koordinator")


def refused(language: Language, code: str, action: str) -> str:
    """Say why an order was not carried out."""
    if code == "stale":
        return language.say(TOO_LATE)
    return language.say("Tidak dijalankan: {reason}", reason=because(language, code, action))


def because(language: Language, code: str, action: str = "") -> str:
    """Word the code of a refusal; with the order's action, also what its wiring lacks."""
    words = ORDERS.get(action)
    if code == "not_possible" and words is not None and words.lacking is not None:
        return language.say(words.lacking)
    return language.say(REFUSALS.get(code, REFUSED))
