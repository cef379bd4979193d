"""An import in words: what becomes of rows, how it ended, why a file cannot be read."""

from collections.abc import Mapping
from typing import Final

from gate.registry.vehicle_import.plan import Result
from gate.registry.vehicle_import.table import Fault
from gate.web.jobs.bulk import End
from gate.words.language import message

RESULTS: Final[Mapping[Result, str]] = {
    Result.WRONG: message("Perlu diperbaiki"),
    Result.CHANGED: message("Berubah"),
    Result.ADDED: message("Baru"),
    Result.UNCHANGED: message("Tetap"),
}

ENDS: Final[Mapping[End | None, str]] = {
    End.STOPPED: message("Impor dihentikan. Tidak ada yang berubah."),
    End.CHANGED: message(
        "Daftar kendaraan berubah sementara itu, jadi ada baris yang sekarang salah."
        " Tidak ada yang berubah. Periksa berkasnya sekali lagi."
    ),
    End.BUSY: message(
        "Daftar kendaraan sedang dipakai. Tidak ada yang berubah. Coba lagi sebentar lagi."
    ),
    End.FAILED: message("Impor terputus. Lihat Riwayat dulu sebelum mengulangnya."),
}
"""Ends that leave nothing to show but what to do."""

FAULTS: Final[Mapping[str, str]] = {
    Fault.UNREADABLE: message("Berkas ini tidak bisa dibaca. Simpan sebagai XLSX atau CSV."),
    Fault.NO_TEXT: message("Ini bukan berkas tabel. Simpan daftarnya sebagai XLSX atau CSV."),
    Fault.OLD_WORKBOOK: message(
        "Berkas Excel lama, atau terkunci kata sandi. Simpan sebagai XLSX tanpa kata sandi."
    ),
    Fault.DAMAGED: message("Berkas Excel ini rusak atau terkunci. Simpan ulang sebagai XLSX."),
    Fault.NO_SHEET: message("Berkas Excel ini tidak punya lembar. Tulis daftarnya di satu lembar."),
    Fault.LARGE: message("Berkas terlalu besar, paling besar {limit} MiB. Bagi daftarnya."),
    Fault.ROWS_MANY: message("Baris terlalu banyak, paling banyak {limit}. Bagi daftarnya."),
    Fault.COLUMNS_MANY: message(
        "Kolom terlalu banyak, paling banyak {limit}. Pertahankan yang dipakai saja."
    ),
    Fault.ROW_BROKEN: message("Baris {row} rusak. Periksa tanda kutip di baris itu."),
    Fault.HEADINGS_DOUBLE: message(
        "Kolom {first} dan {second} artinya sama. Pertahankan salah satu."
    ),
    Fault.HEADINGS_MISSING: message(
        "Tidak ada kolom {first} atau {second} di baris pertama. Tulis judul kolom di sana."
    ),
}
