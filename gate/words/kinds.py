"""The kinds of journal rows in words, and the groups that history can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.words.language import message


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of row is shown; `{name}` is whoever did it."""

    title: str
    tone: str = "off"
    icon: str = "minus"


KINDS: Final[Mapping[str, Wording]] = {
    RowKind.JOURNAL_EPOCH: Wording(message("Buku catatan baru dimulai"), "off", "book"),
    RowKind.JOURNAL_LOST: Wording(message("Catatan hilang"), "bad", "database-exclamation"),
    RowKind.JOURNAL_DIGEST: Wording(message("Sidik jari catatan hari ini"), "off", "book"),
    RowKind.CLOCK_CORRECTED: Wording(message("Jam diperbaiki"), "info", "clock"),
    RowKind.RETENTION_DONE: Wording(message("Data lama dihapus"), "off", "trash"),
    RowKind.PRIVACY_EXPORTED: Wording(message("Data seseorang disalin untuknya"), "info", "user"),
    RowKind.EXPORT_DONE: Wording(message("Daftar diambil sebagai berkas"), "info", "download"),
    RowKind.PRIVACY_ERASED: Wording(message("Data seseorang dihapus"), "warn", "trash"),
    RowKind.BACKUP_MADE: Wording(message("Cadangan dibuat"), "ok", "check"),
    RowKind.BACKUP_FAILED: Wording(message("Cadangan gagal"), "bad", "alert-triangle"),
    RowKind.STORE_RESTORED: Wording(message("Dipulihkan dari cadangan"), "warn", "rotate"),
    RowKind.STORE_RESCUED: Wording(
        message("Penyimpanan rusak, diganti cadangan"), "bad", "database-exclamation"
    ),
    RowKind.STORE_DAMAGED: Wording(message("Penyimpanan rusak"), "bad", "database-exclamation"),
    RowKind.ADMIN_RETENTION_CHANGED: Wording(
        message("Lama penyimpanan data diubah"), "info", "pencil"
    ),
    RowKind.GATE_STARTED: Wording(message("Portal menyala"), "info", "refresh"),
    RowKind.GATE_STOPPED: Wording(message("Portal dihentikan"), "off", "refresh"),
    RowKind.DECISION_GRANTED: Wording(message("Boleh"), "ok", "check"),
    RowKind.DECISION_DENIED: Wording(message("Ditolak"), "warn", "help-circle"),
    RowKind.BOOM_FOUND: Wording(message("Posisi palang dikenali")),
    RowKind.BOOM_OPENING: Wording(message("Palang membuka"), "info", "arrow-up"),
    RowKind.BOOM_OPENED: Wording(message("Palang terbuka"), "info", "check"),
    RowKind.BOOM_CLOSING: Wording(message("Palang turun"), "off", "arrow-down"),
    RowKind.BOOM_CLOSED: Wording(message("Palang tertutup")),
    RowKind.BOOM_REOPENED: Wording(
        message("Terhalang saat turun, membuka lagi"), "warn", "arrow-up"
    ),
    RowKind.BOOM_HELD: Wording(message("Palang ditahan terbuka"), "hold", "pin"),
    RowKind.BOOM_RELEASED: Wording(message("Palang dilepas lagi"), "off", "lock-open"),
    RowKind.BOOM_LATCHED: Wording(message("Palang terkunci terbuka"), "hold", "lock-open"),
    RowKind.BOOM_RESET: Wording(message("Palang dipulihkan"), "info", "rotate"),
    RowKind.BOOM_STOPPED: Wording(message("Tombol stop ditekan"), "bad", "octagon"),
    RowKind.BOOM_EMERGENCY: Wording(message("Darurat, palang dibuka"), "bad", "flame"),
    RowKind.BOOM_FAULT: Wording(message("Gangguan palang"), "bad", "alert-triangle"),
    RowKind.BOOM_MAINTENANCE: Wording(message("Perawatan dimulai"), "unknown", "tool"),
    RowKind.BOOM_MAINTAINED: Wording(message("Perawatan selesai"), "info", "tool"),
    RowKind.BOOM_TESTING: Wording(message("Pulsa uji dimulai"), "unknown", "tool"),
    RowKind.BOOM_TESTED: Wording(message("Pulsa uji selesai"), "info", "tool"),
    RowKind.BOOM_RECOVERED: Wording(
        message("Palang pulih sendiri sesudah listrik padam"), "info", "rotate"
    ),
    RowKind.BOOM_WARNING: Wording(message("Peringatan sebelum palang turun"), "warn", "bell"),
    RowKind.PASSAGE_DONE: Wording(message("Melintas"), "info", "car"),
    RowKind.PASSAGE_UNAUTHORISED: Wording(message("Ikut lewat tanpa izin"), "bad", "car"),
    RowKind.PASSAGE_TIMEOUT: Wording(message("Tidak jadi lewat"), "off", "hourglass"),
    RowKind.PASSAGE_CANCELLED: Wording(message("Giliran dibatalkan"), "off", "hourglass"),
    RowKind.PASSAGE_BACKED_OUT: Wording(message("Mundur lagi"), "off", "arrow-down"),
    RowKind.PASSAGE_REVERSED: Wording(
        message("Sudah di bawah palang, lalu mundur"), "off", "arrow-down"
    ),
    RowKind.EXIT_REQUESTED: Wording(message("Keluar tanpa tanda pengenal"), "info", "car"),
    RowKind.EXIT_MASKED: Wording(message("Loop dalam diabaikan sesudah kendaraan masuk")),
    RowKind.PLAN_CHANGED: Wording(message("Jadwal jalur berganti"), "info", "calendar"),
    RowKind.ALARM_RAISED: Wording(message("Alarm"), "bad", "bell"),
    RowKind.ALARM_CLEARED: Wording(message("Alarm selesai"), "ok", "bell"),
    RowKind.READER_LOST: Wording(message("Pembaca terlepas"), "warn", "plug-connected-x"),
    RowKind.READER_FOUND: Wording(message("Pembaca tersambung"), "ok", "check"),
    RowKind.READER_CALM: Wording(message("Pembaca tenang lagi"), "ok", "check"),
    RowKind.PASSBACK_SUSPENDED: Wording(
        message("Pemeriksaan masuk dua kali ditunda"), "warn", "car"
    ),
    RowKind.PASSBACK_RESUMED: Wording(
        message("Pemeriksaan masuk dua kali berjalan lagi"), "ok", "car"
    ),
    RowKind.ORDER_ACCEPTED: Wording(message("Perintah petugas"), "info", "hand-stop"),
    RowKind.ORDER_REFUSED: Wording(message("Perintah tidak dijalankan"), "warn", "hand-stop"),
    RowKind.ADMIN_VEHICLE_ADDED: Wording(message("Kendaraan ditambahkan"), "info", "plus"),
    RowKind.ADMIN_VEHICLE_CHANGED: Wording(message("Kendaraan diubah"), "info", "pencil"),
    RowKind.ADMIN_VEHICLE_BLOCKED: Wording(message("Kendaraan diblokir"), "bad", "ban"),
    RowKind.ADMIN_VEHICLE_UNBLOCKED: Wording(message("Blokir dicabut"), "ok", "check"),
    RowKind.ADMIN_VEHICLE_REMOVED: Wording(message("Kendaraan dihapus"), "warn", "trash"),
    RowKind.ADMIN_PASS_ISSUED: Wording(message("Izin tamu dibuat"), "info", "plus"),
    RowKind.ADMIN_PASS_EXTENDED: Wording(message("Izin tamu diperpanjang"), "info", "hourglass"),
    RowKind.ADMIN_PASS_ENDED: Wording(message("Izin tamu diakhiri"), "off", "hourglass"),
    RowKind.ADMIN_VEHICLES_IMPORTED: Wording(message("Kendaraan diimpor"), "info", "plus"),
    RowKind.ADMIN_SCHEDULE_ADDED: Wording(message("Jadwal ditambahkan"), "info", "plus"),
    RowKind.ADMIN_SCHEDULE_CHANGED: Wording(message("Jadwal diubah"), "info", "pencil"),
    RowKind.ADMIN_SCHEDULE_REMOVED: Wording(message("Jadwal dihapus"), "warn", "trash"),
    RowKind.ADMIN_CATEGORY_CHANGED: Wording(message("Jadwal golongan diubah"), "info", "pencil"),
    RowKind.ADMIN_PLAN_ADDED: Wording(message("Rencana jalur ditambahkan"), "info", "plus"),
    RowKind.ADMIN_PLAN_REMOVED: Wording(message("Rencana jalur dihapus"), "warn", "trash"),
    RowKind.ADMIN_HOLIDAYS_CHANGED: Wording(message("Hari libur diubah"), "info", "calendar"),
    RowKind.ADMIN_USER_ADDED: Wording(message("Pengguna ditambahkan"), "info", "user"),
    RowKind.ADMIN_USER_CHANGED: Wording(message("Pengguna diubah"), "info", "user"),
    RowKind.ADMIN_USER_PASSWORD_CHANGED: Wording(message("Kata sandi diganti"), "info", "key"),
    RowKind.ADMIN_TOKEN_ADDED: Wording(message("Program diberi akses"), "info", "key"),
    RowKind.ADMIN_TOKEN_REVOKED: Wording(message("Akses program dicabut"), "warn", "key"),
    RowKind.ADMIN_READER_KEY_SET: Wording(message("Kunci pembaca disiapkan"), "info", "key"),
    RowKind.ADMIN_READER_KEY_INSTALLED: Wording(message("Kunci pembaca dipasang"), "info", "key"),
    RowKind.ADMIN_LOGIN: Wording(message("Login"), "off", "user"),
    RowKind.ADMIN_LOGIN_FAILED: Wording(message("Login gagal"), "warn", "user"),
    RowKind.ADMIN_LOGOUT: Wording(message("Logout"), "off", "logout"),
    RowKind.ADMIN_SECOND_FACTOR_ON: Wording(message("Kode ponsel dinyalakan"), "info", "key"),
    RowKind.ADMIN_SECOND_FACTOR_OFF: Wording(message("Kode ponsel dimatikan"), "warn", "key"),
}

OTHER: Final = Wording(message("Catatan portal"))
"""A kind of a newer version than these pages know."""

MODES: Final[Mapping[str, str]] = {
    "hold": message("ditahan terbuka"),
    "free_flow": message("jalur bebas"),
    "schedule": message("sesuai jadwal"),
    "lockdown": message("portal dikunci"),
}
"""Why the boom was up for everybody, behind what happened meanwhile."""

EXPORTS: Final[Mapping[str, str]] = {
    "vehicles": message("Daftar kendaraan"),
    "journal": message("Riwayat"),
    "report": message("Laporan bulanan"),
}
"""What leaves the gate as a file, by its name in the journal."""

PLAN_MODES: Final[Mapping[str, str]] = {
    "hold": message("Palang ditahan terbuka"),
    "lockdown": message("Portal dikunci"),
}
"""What a lane can be planned to do by itself."""

PLAN_OVER: Final = message("jadwal selesai")
"""Stands where a plan ends and no other begins."""

ON_LIVE: Final = (
    RowKind.DECISION_GRANTED,
    RowKind.DECISION_DENIED,
    RowKind.PASSAGE_UNAUTHORISED,
    RowKind.PASSAGE_TIMEOUT,
    RowKind.PASSAGE_BACKED_OUT,
    RowKind.PASSAGE_REVERSED,
    RowKind.EXIT_REQUESTED,
    RowKind.PLAN_CHANGED,
    RowKind.ORDER_ACCEPTED,
    RowKind.ORDER_REFUSED,
    RowKind.ALARM_RAISED,
    RowKind.READER_LOST,
    RowKind.GATE_STARTED,
)
"""Kinds a guard needs beside the lanes; each vehicle once, no single move of the boom."""

GROUPS: Final[Mapping[str, tuple[str, frozenset[RowFamily]]]] = {
    "decisions": (message("Keputusan"), frozenset({RowFamily.DECISION})),
    "passages": (
        message("Lintasan"),
        frozenset({RowFamily.PASSAGE, RowFamily.PASSBACK, RowFamily.EXIT}),
    ),
    "orders": (message("Perintah petugas"), frozenset({RowFamily.ORDER})),
    "alarms": (message("Alarm"), frozenset({RowFamily.ALARM, RowFamily.READER})),
    "boom": (
        message("Gerak palang"),
        frozenset({RowFamily.BOOM, RowFamily.GATE, RowFamily.PLAN, RowFamily.CLOCK}),
    ),
    "admin": (
        message("Perubahan data"),
        frozenset(
            {
                RowFamily.ADMIN,
                RowFamily.JOURNAL,
                RowFamily.RETENTION,
                RowFamily.PRIVACY,
                RowFamily.EXPORT,
                RowFamily.BACKUP,
                RowFamily.STORE,
            }
        ),
    ),
}
"""What history can be narrowed to: name and the families of its kinds."""


def kinds_of(group: str) -> list[RowKind]:
    """Return the kinds of a group; all kinds (an empty list) for a name that is none."""
    _, families = GROUPS.get(group, ("", frozenset()))
    return [kind for kind in RowKind if family_of(kind) in families]
