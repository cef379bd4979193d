"""The kinds of journal rows in words, and the groups that history can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.words.language import message


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of row is shown; `{name}` is whoever did it."""

    title: str
    tone: str = "off"
    icon: str = "minus"


KINDS: Final[Mapping[str, Wording]] = {
    "journal.epoch": Wording(message("Buku catatan baru dimulai"), "off", "book"),
    "journal.lost": Wording(message("Catatan hilang"), "bad", "database-exclamation"),
    "journal.digest": Wording(message("Sidik jari catatan hari ini"), "off", "book"),
    "clock.corrected": Wording(message("Jam diperbaiki"), "info", "clock"),
    "retention.done": Wording(message("Data lama dihapus"), "off", "trash"),
    "privacy.exported": Wording(message("Data seseorang disalin untuknya"), "info", "user"),
    "export.done": Wording(message("Daftar diambil sebagai berkas"), "info", "download"),
    "privacy.erased": Wording(message("Data seseorang dihapus"), "warn", "trash"),
    "backup.made": Wording(message("Cadangan dibuat"), "ok", "check"),
    "backup.failed": Wording(message("Cadangan gagal"), "bad", "alert-triangle"),
    "store.restored": Wording(message("Dipulihkan dari cadangan"), "warn", "rotate"),
    "store.rescued": Wording(
        message("Penyimpanan rusak, diganti cadangan"), "bad", "database-exclamation"
    ),
    "store.damaged": Wording(message("Penyimpanan rusak"), "bad", "database-exclamation"),
    "admin.retention_changed": Wording(message("Lama penyimpanan data diubah"), "info", "pencil"),
    "gate.started": Wording(message("Portal menyala"), "info", "refresh"),
    "gate.stopped": Wording(message("Portal dihentikan"), "off", "refresh"),
    "decision.granted": Wording(message("Boleh"), "ok", "check"),
    "decision.denied": Wording(message("Ditolak"), "warn", "help-circle"),
    "boom.found": Wording(message("Posisi palang dikenali")),
    "boom.opening": Wording(message("Palang membuka"), "info", "arrow-up"),
    "boom.opened": Wording(message("Palang terbuka"), "info", "check"),
    "boom.closing": Wording(message("Palang turun"), "off", "arrow-down"),
    "boom.closed": Wording(message("Palang tertutup")),
    "boom.reopened": Wording(message("Terhalang saat turun, membuka lagi"), "warn", "arrow-up"),
    "boom.held": Wording(message("Palang ditahan terbuka"), "hold", "pin"),
    "boom.released": Wording(message("Palang dilepas lagi"), "off", "lock-open"),
    "boom.latched": Wording(message("Palang terkunci terbuka"), "hold", "lock-open"),
    "boom.reset": Wording(message("Palang dipulihkan"), "info", "rotate"),
    "boom.stopped": Wording(message("Tombol stop ditekan"), "bad", "octagon"),
    "boom.emergency": Wording(message("Darurat, palang dibuka"), "bad", "flame"),
    "boom.fault": Wording(message("Gangguan palang"), "bad", "alert-triangle"),
    "boom.maintenance": Wording(message("Perawatan dimulai"), "unknown", "tool"),
    "boom.maintained": Wording(message("Perawatan selesai"), "info", "tool"),
    "boom.testing": Wording(message("Pulsa uji dimulai"), "unknown", "tool"),
    "boom.tested": Wording(message("Pulsa uji selesai"), "info", "tool"),
    "boom.recovered": Wording(
        message("Palang pulih sendiri sesudah listrik padam"), "info", "rotate"
    ),
    "boom.warning": Wording(message("Peringatan sebelum palang turun"), "warn", "bell"),
    "passage.done": Wording(message("Melintas"), "info", "car"),
    "passage.unauthorised": Wording(message("Ikut lewat tanpa izin"), "bad", "car"),
    "passage.timeout": Wording(message("Tidak jadi lewat"), "off", "hourglass"),
    "passage.cancelled": Wording(message("Giliran dibatalkan"), "off", "hourglass"),
    "passage.backed_out": Wording(message("Mundur lagi"), "off", "arrow-down"),
    "passage.reversed": Wording(message("Sudah di bawah palang, lalu mundur"), "off", "arrow-down"),
    "exit.requested": Wording(message("Keluar tanpa tanda pengenal"), "info", "car"),
    "exit.masked": Wording(message("Loop dalam diabaikan sesudah kendaraan masuk")),
    "plan.changed": Wording(message("Jadwal jalur berganti"), "info", "calendar"),
    "alarm.raised": Wording(message("Alarm"), "bad", "bell"),
    "alarm.cleared": Wording(message("Alarm selesai"), "ok", "bell"),
    "reader.lost": Wording(message("Pembaca terlepas"), "warn", "plug-connected-x"),
    "reader.found": Wording(message("Pembaca tersambung"), "ok", "check"),
    "reader.calm": Wording(message("Pembaca tenang lagi"), "ok", "check"),
    "passback.suspended": Wording(message("Pemeriksaan masuk dua kali ditunda"), "warn", "car"),
    "passback.resumed": Wording(message("Pemeriksaan masuk dua kali berjalan lagi"), "ok", "car"),
    "order.accepted": Wording(message("Perintah petugas"), "info", "hand-stop"),
    "order.refused": Wording(message("Perintah tidak dijalankan"), "warn", "hand-stop"),
    "admin.vehicle_added": Wording(message("Kendaraan ditambahkan"), "info", "plus"),
    "admin.vehicle_changed": Wording(message("Kendaraan diubah"), "info", "pencil"),
    "admin.vehicle_blocked": Wording(message("Kendaraan diblokir"), "bad", "ban"),
    "admin.vehicle_unblocked": Wording(message("Blokir dicabut"), "ok", "check"),
    "admin.vehicle_removed": Wording(message("Kendaraan dihapus"), "warn", "trash"),
    "admin.pass_issued": Wording(message("Izin tamu dibuat"), "info", "plus"),
    "admin.pass_extended": Wording(message("Izin tamu diperpanjang"), "info", "hourglass"),
    "admin.pass_ended": Wording(message("Izin tamu diakhiri"), "off", "hourglass"),
    "admin.vehicles_imported": Wording(message("Kendaraan diimpor"), "info", "plus"),
    "admin.schedule_added": Wording(message("Jadwal ditambahkan"), "info", "plus"),
    "admin.schedule_changed": Wording(message("Jadwal diubah"), "info", "pencil"),
    "admin.schedule_removed": Wording(message("Jadwal dihapus"), "warn", "trash"),
    "admin.category_changed": Wording(message("Jadwal golongan diubah"), "info", "pencil"),
    "admin.plan_added": Wording(message("Rencana jalur ditambahkan"), "info", "plus"),
    "admin.plan_removed": Wording(message("Rencana jalur dihapus"), "warn", "trash"),
    "admin.holidays_changed": Wording(message("Hari libur diubah"), "info", "calendar"),
    "admin.user_added": Wording(message("Pengguna ditambahkan"), "info", "user"),
    "admin.user_changed": Wording(message("Pengguna diubah"), "info", "user"),
    "admin.user_password_changed": Wording(message("Kata sandi diganti"), "info", "key"),
    "admin.token_added": Wording(message("Program diberi akses"), "info", "key"),
    "admin.token_revoked": Wording(message("Akses program dicabut"), "warn", "key"),
    "admin.reader_key_set": Wording(message("Kunci pembaca disiapkan"), "info", "key"),
    "admin.reader_key_installed": Wording(message("Kunci pembaca dipasang"), "info", "key"),
    "admin.login": Wording(message("Login"), "off", "user"),
    "admin.login_failed": Wording(message("Login gagal"), "warn", "user"),
    "admin.logout": Wording(message("Logout"), "off", "logout"),
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
    "decision.granted",
    "decision.denied",
    "passage.unauthorised",
    "passage.timeout",
    "passage.backed_out",
    "passage.reversed",
    "exit.requested",
    "plan.changed",
    "order.accepted",
    "order.refused",
    "alarm.raised",
    "reader.lost",
    "gate.started",
)
"""Kinds a guard needs beside the lanes; each vehicle once, no single move of the boom."""

GROUPS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "decisions": (message("Keputusan"), ("decision.",)),
    "passages": (message("Lintasan"), ("passage.", "passback.", "exit.")),
    "orders": (message("Perintah petugas"), ("order.",)),
    "alarms": (message("Alarm"), ("alarm.", "reader.")),
    "boom": (message("Gerak palang"), ("boom.", "gate.", "plan.", "clock.")),
    "admin": (
        message("Perubahan data"),
        ("admin.", "journal.", "retention.", "privacy.", "export.", "backup.", "store."),
    ),
}
"""What history can be narrowed to: name and the beginnings of its kinds."""


def kinds_of(group: str) -> list[str]:
    """Return the kinds of a group; all kinds (an empty list) for a name that is none."""
    _, beginnings = GROUPS.get(group, ("", ()))
    return [kind for kind in KINDS if beginnings and kind.startswith(beginnings)]
