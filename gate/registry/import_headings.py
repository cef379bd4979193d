"""The words of an import file: headings and choices in Indonesian and English."""

import re
from collections.abc import Mapping
from enum import StrEnum

from gate.core.values.model import Category, Identification

_NOT_A_WORD = re.compile(r"[\W_]+")

HEADINGS = {
    "plate": (
        *("pelat", "plat", "pelat nomor", "plat nomor", "nomor polisi", "no polisi", "nopol"),
        *("plate", "number plate"),
    ),
    "tags": ("tag", "nomor tag", "no tag", "kartu", "nomor kartu", "rfid", "uid", "tags", "card"),
    "codes": ("kode izin", "kode", "pass code", "pass codes", "code"),
    "holder": ("pemegang", "nama pemegang", "nama", "holder", "name"),
    "opd": ("opd", "dinas", "instansi", "unit kerja", "department"),
    "category": ("golongan", "kategori", "category"),
    "identification": ("cara dikenali", "dikenali dengan", "identification", "identified by"),
    "schedule": ("jadwal", "schedule"),
    "lanes": ("jalur", "lanes", "lane"),
    "valid_from": ("berlaku dari", "berlaku mulai", "mulai berlaku", "valid from"),
    "valid_until": ("berlaku sampai", "masa berlaku", "valid until"),
    "entries": ("berapa kali masuk", "jumlah masuk", "entries"),
    "blocked": ("diblokir", "alasan blokir", "blocked"),
    "lost": ("tag hilang", "hilang", "lost tags", "lost"),
    "notes": ("catatan", "keterangan", "notes"),
}
"""What a column may be called, by field of the form; the first is what an export calls it."""

ENGLISH = {
    "plate": "plate",
    "tags": "tags",
    "codes": "pass codes",
    "holder": "holder",
    "opd": "department",
    "category": "category",
    "identification": "identified by",
    "schedule": "schedule",
    "lanes": "lanes",
    "valid_from": "valid from",
    "valid_until": "valid until",
    "entries": "entries",
    "blocked": "blocked",
    "lost": "lost tags",
    "notes": "notes",
}
"""What an export in English calls the columns."""

CHOICES: Mapping[str, Mapping[StrEnum, tuple[str, ...]]] = {
    "category": {
        Category.EMPLOYEE: ("pegawai", "karyawan", "asn"),
        Category.OFFICIAL: ("pejabat",),
        Category.VISITOR: ("tamu",),
        Category.VENDOR: ("rekanan",),
        Category.EMERGENCY: ("darurat",),
    },
    "identification": {
        Identification.ANY: ("tag atau pelat", "tag or plate"),
        Identification.TAG: ("tag saja", "tag only"),
        Identification.PLATE: ("pelat saja", "pelat", "plate only"),
        Identification.BOTH: ("tag dan pelat", "keduanya", "tag and plate"),
    },
}
"""What a choice may be called beside its own name; an export calls it by the first of these."""

_FIELDS = {name: field for field, names in HEADINGS.items() for name in names}
_MEANINGS = {
    (field, name): choice.value
    for field, choices in CHOICES.items()
    for choice, names in choices.items()
    for name in (choice.value, *names)
}


def field_of(heading: str) -> str | None:
    """Return the field of the form that a column fills, None when the heading is not known."""
    return _FIELDS.get(_plain(heading))


def meaning(field: str, cell: str) -> str:
    """Return a cell as the form wants it: a choice by its own name, everything else as it is."""
    return _MEANINGS.get((field, _plain(cell)), cell)


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text).strip().casefold()
