"""Why an order was not carried out, in words."""

from collections.abc import Mapping
from typing import Final

from gate.core.values.refusal import Refusal
from gate.words.language import Language, message
from gate.words.orders import ORDERS

REFUSALS: Final[Mapping[str, str]] = {
    Refusal.STOPPED: message("tombol stop ditekan"),
    Refusal.HALTED: message("palang dihentikan, buka atau pulihkan dulu"),
    Refusal.EMERGENCY: message("keadaan darurat"),
    Refusal.FAULT: message("ada gangguan, pulihkan dulu"),
    Refusal.LATCHED: message("palang terkunci terbuka, pulihkan dulu"),
    Refusal.SETTLING: message("portal baru menyala, tunggu sebentar"),
    Refusal.MAINTENANCE: message("teknisi sedang bekerja"),
    Refusal.COMMISSION: message("keluaran sedang diuji"),
    Refusal.NOT_AT_REST: message("palang tidak diam di ujungnya, atau masih ada yang ditunggu"),
    Refusal.WAY_UNKNOWN: message("sensor di bawah palang tidak bisa dipercaya"),
    Refusal.WOULD_LOWER: message("keluaran itu bisa menurunkan palang"),
    Refusal.UNKNOWN_OUTPUT: message("keluaran itu tidak terpasang"),
    Refusal.LOCKDOWN: message("portal dikunci"),
    Refusal.UNKNOWN_LANE: message("jalur ini tidak ada"),
    Refusal.NOT_POSSIBLE: message("mesin palang ini tidak bisa diperintah begitu"),
    Refusal.ALREADY_CLOSED: message("palang sudah tertutup"),
    Refusal.OPENING: message("palang sedang membuka"),
    Refusal.UNKNOWN: message("posisi palang tidak diketahui"),
    Refusal.POSITION_UNKNOWN: message("posisi palang tidak diketahui"),
    Refusal.QUEUE_FULL: message("sudah cukup banyak kendaraan yang boleh lewat"),
    Refusal.NOT_LOCKED: message("portal tidak dikunci"),
    Refusal.NOT_HELD: message("palang tidak sedang ditahan terbuka"),
    Refusal.OBSTRUCTED: message("ada kendaraan di bawah palang"),
    Refusal.MALFORMED: message("perintah tidak dipahami pengendali"),
    Refusal.BUSY: message("pengendali sedang sibuk, ulangi"),
    Refusal.NOT_LATCHED: message("palang tidak terkunci terbuka"),
    Refusal.DUPLICATE: message("perintah ini sudah diterima"),
    Refusal.UNKNOWN_ALARM: message("alarm itu sudah tidak ada"),
    Refusal.UNKNOWN_ZONE: message("area itu tidak ada"),
    Refusal.UNKNOWN_VEHICLE: message("kendaraan itu tidak ada di daftar"),
    Refusal.REASON_MISSING: message("alasannya belum ditulis"),
    Refusal.UNKNOWN_CLAIM: message("kendaraan itu sudah tidak menunggu"),
    Refusal.FORBIDDEN: message("pengendali tidak menerima perintah dari halaman ini"),
    Refusal.NOT_ALLOWED: message("pengirim ini tidak boleh memerintah begitu"),
    Refusal.RETAINED: message("perintah yang disimpan broker tidak dijalankan"),
    Refusal.CLOCK_UNTRUSTED: message("jam portal belum terpercaya"),
    Refusal.STALE: message("perintah terlalu lama di jalan"),
}

REFUSED: Final = message("pengendali menolaknya")
TOO_LATE: Final = message("Perintah terlalu lama di jalan dan dibatalkan. Ulangi bila masih perlu.")
SENT: Final = message("Perintah dikirim")
SILENT: Final = message("Pengendali tidak menjawab")
SUPERVISOR_FIRST: Final = message("Kendaraan yang menunggu hanya dibukakan koordinator")


def refused(language: Language, code: str, action: str) -> str:
    """Say why an order was not carried out."""
    if code == Refusal.STALE:
        return language.say(TOO_LATE)
    return language.say("Tidak dijalankan: {reason}", reason=because(language, code, action))


def because(language: Language, code: str, action: str = "") -> str:
    """Word the code of a refusal; with the order's action, also what its wiring lacks."""
    words = ORDERS.get(action)
    if code == Refusal.NOT_POSSIBLE and words is not None and words.lacking is not None:
        return language.say(words.lacking)
    return language.say(REFUSALS.get(code, REFUSED))
