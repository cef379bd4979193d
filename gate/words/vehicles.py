"""The list of vehicles in words: categories, ways of identification, badges, problems of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.model import Category, Identification
from gate.registry.problems import Problem, ProblemCode
from gate.registry.views import Status
from gate.words.language import Language, message

CATEGORIES: Final[Mapping[Category, str]] = {
    Category.EMPLOYEE: message("Pegawai"),
    Category.OFFICIAL: message("Pejabat"),
    Category.VISITOR: message("Tamu"),
    Category.VENDOR: message("Rekanan"),
    Category.EMERGENCY: message("Darurat"),
}

IDENTIFICATIONS: Final[Mapping[Identification, str]] = {
    Identification.ANY: message("Tag atau pelat"),
    Identification.TAG: message("Tag saja"),
    Identification.PLATE: message("Pelat saja"),
    Identification.BOTH: message("Tag dan pelat"),
}

FIELDS: Final[Mapping[str, str]] = {
    "plate": message("Pelat nomor"),
    "tags": message("Nomor tag RFID"),
    "codes": message("Kode izin"),
    "holder": message("Pemegang"),
    "opd": message("OPD"),
    "category": message("Golongan"),
    "identification": message("Cara dikenali"),
    "valid_from": message("Berlaku mulai"),
    "valid_until": message("Berlaku sampai"),
    "notes": message("Keterangan"),
    "schedule": message("Jadwal"),
    "lanes": message("Jalur"),
    "entries": message("Berapa kali masuk"),
    "blocked": message("Alasan blokir"),
    "lost": message("Hilang"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A vehicle's badge: word, tone of the stylesheet, icon of the sprite."""

    text: str
    tone: str
    icon: str


BADGES: Final[Mapping[Status, Badge]] = {
    Status.ACTIVE: Badge(message("Aktif"), "ok", "check"),
    Status.BLOCKED: Badge(message("Diblokir"), "bad", "ban"),
    Status.EXPIRED: Badge(message("Berakhir"), "warn", "hourglass"),
    Status.NOT_YET_VALID: Badge(message("Belum berlaku"), "info", "calendar"),
}

PLATE_WRONG: Final = message("Pelat tidak dikenali: {text}. Contoh: N 1234 AP")

PROBLEMS: Final[Mapping[ProblemCode, str]] = {
    ProblemCode.PLATE_WRONG: PLATE_WRONG,
    ProblemCode.PLATE_EXISTS: message("Pelat ini sudah terdaftar: {owner}."),
    ProblemCode.TAG_WRONG: message(
        "Nomor tag tidak dikenali: {text}. Tulis huruf dan angka heksadesimal, contoh 0012874F21"
    ),
    ProblemCode.TAG_TAKEN: message("Tag ini sudah dipakai {owner}. Lepas dari kendaraan itu dulu."),
    ProblemCode.TAG_UNKNOWN: message("Tag {text} tidak ada di daftar"),
    ProblemCode.CODE_WRONG: message("Kode tidak dikenali: {text}"),
    ProblemCode.CODE_TAKEN: message(
        "Kode ini sudah dipakai {owner}. Lepas dari kendaraan itu dulu."
    ),
    ProblemCode.CREDENTIAL_MISSING: message("Isi pelat nomor atau nomor tag"),
    ProblemCode.HOLDER_MISSING: message("Isi nama pemegang"),
    ProblemCode.CATEGORY_WRONG: message("Pilih golongan"),
    ProblemCode.IDENTIFICATION_WRONG: message("Pilih cara dikenali"),
    ProblemCode.DATE_WRONG: message("Tulis tanggal seperti 31-12-2026"),
    ProblemCode.DATE_ORDER: message("Akhir masa berlaku sebelum awalnya"),
    ProblemCode.TEXT_LONG: message("Terlalu panjang, paling banyak {limit} huruf"),
    ProblemCode.REASON_MISSING: message("Pilih alasan dulu"),
    ProblemCode.CODE_UNKNOWN: message("Kode {text} tidak ada di daftar"),
    ProblemCode.CODE_MISTYPED: message("Kode {text} salah tulis. Cocokkan dengan slipnya"),
    ProblemCode.ENTRIES_WRONG: message("Tulis angka 1 sampai {limit}, atau kosongkan"),
    ProblemCode.HOST_MISSING: message("Pilih tujuannya"),
    ProblemCode.TIME_OVER: message("Waktu ini sudah lewat"),
    ProblemCode.PASS_VALID: message("Pelat ini sudah punya izin tamu sampai {text}"),
    ProblemCode.VISITOR_BLOCKED: message("Diblokir: {text}"),
    ProblemCode.VISITOR_LISTED: message(
        "{plate} ada di daftar kendaraan sebagai tamu dan boleh lewat tanpa izin"
    ),
    ProblemCode.PASS_NONE: message("{text} tidak punya izin tamu"),
    ProblemCode.LOST_NOT_OWN: message("{text} bukan tag atau kode kendaraan ini"),
    ProblemCode.ROW_REPEATS: message("{text} sudah ada di baris {row}. Pertahankan salah satu"),
    ProblemCode.CELLS_MANY: message(
        "{text} berada di luar judul terakhir. Periksa kolom baris ini"
    ),
    ProblemCode.SCHEDULE_UNKNOWN: message("Jadwal {text} tidak ada"),
    ProblemCode.LANE_UNKNOWN: message("Jalur {text} tidak ada; yang ada {lanes}"),
    ProblemCode.NAME_EMPTY: message("Isi nama"),
    ProblemCode.NAME_TAKEN: message("Nama {text} sudah dipakai"),
    ProblemCode.WINDOW_WRONG: message(
        "Jam tidak dikenali. Tulis jam seperti 06.00 sampai 18.00 di tiap baris yang punya hari"
    ),
    ProblemCode.WINDOWS_ON_HOLIDAYS: message(
        "Pilih salah satu: jam khusus hari libur, atau hari libur sama seperti hari lain"
    ),
    ProblemCode.SCHEDULE_USED: message("Jadwal ini masih dipakai. Lepas dulu dari yang memakainya"),
    ProblemCode.SCHEDULE_DOUBLE: message(
        "Golongan itu sudah memakai jadwal {text} di jalur yang sama"
    ),
    ProblemCode.DAY_UNKNOWN: message("{text} bukan hari libur"),
    ProblemCode.LOGIN_WRONG: message(
        "Pakai 2 sampai 64 huruf kecil, angka, titik, atau tanda hubung"
    ),
    ProblemCode.LOGIN_TAKEN: message("Nama pengguna {text} sudah dipakai"),
    ProblemCode.NAME_MISSING: message("Isi nama lengkap"),
    ProblemCode.ROLE_WRONG: message("Pilih tugas"),
    ProblemCode.PASSWORD_SHORT: message(
        "Paling sedikit {limit} huruf; beberapa kata mudah diingat"
    ),
    ProblemCode.PASSWORD_IS_LOGIN: message("Kata sandi tidak boleh sama dengan nama pengguna"),
    ProblemCode.PASSWORD_WRONG: message("Kata sandi sekarang tidak cocok"),
    ProblemCode.FACTOR_WRONG: message("Kode tidak cocok. Periksa jam ponsel, lalu coba kode baru"),
    ProblemCode.LAST_ADMIN: message("Harus ada admin lain yang aktif dulu"),
}


CHECK_FIELD: Final = message("Periksa isian ini")
"""Stands where a problem has no words."""


def problem_in_words(problem: Problem, language: Language) -> str:
    """Say what is wrong with a field and what puts it right."""
    text = PROBLEMS.get(problem.code, CHECK_FIELD)
    return language.say(text, **problem.params, owner=_owner(problem))


def _owner(problem: Problem) -> str:
    """Name the vehicle that has the credential: plate, holder and department, as far as known."""
    who = ", ".join(
        str(problem.params[key]) for key in ("holder", "opd") if problem.params.get(key)
    )
    plate = problem.params.get("plate") if problem.code != ProblemCode.PLATE_EXISTS else None
    return f"{plate} ({who})" if plate and who else str(plate or who)
