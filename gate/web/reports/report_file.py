"""A month's report as a workbook: one sheet for each table, numbers as numbers."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

from gate.registry.spreadsheets import guarded
from gate.web.board.moment import Site
from gate.web.reports.report import Report
from gate.web.reports.traffic import Pair
from gate.words.language import Language

_WIDTH: Final = 26
_LONGEST_TITLE: Final = 31
"""Characters a sheet's name may have."""

Rows = Sequence[Sequence[str | int | float]]


def workbook(report: Report, site: Site, language: Language, weekdays: Sequence[str]) -> bytes:
    """Write it; `weekdays` are their names from Monday on."""
    say, buffer = language.say, BytesIO()
    titles = (say("Masuk"), say("Keluar"))
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        summary = [(site.name, language.month(report.month.first)), *_summary(report, language)]
        _sheet(book, say("Ringkasan"), (say("Angka"), say("Nilai")), summary)
        hours = [(f"{hour:02}.00", *_rounded(pair)) for hour, pair in report.hours]
        _sheet(book, say("Per jam"), (say("Jam"), *titles), hours)
        days = [(weekdays[day], *_rounded(pair)) for day, pair in report.weekdays]
        _sheet(book, say("Per hari"), (say("Hari"), *titles), days)
        _sheet(book, say("Penolakan"), (say("Alasan"), say("Jumlah")), report.reasons)
        opened = [
            (each.name, reason, times) for each in report.openers for reason, times in each.reasons
        ]
        heads = (say("Petugas"), say("Alasan"), say("Jumlah"))
        _sheet(book, say("Dibuka petugas"), heads, opened)
        heads = (say("OPD"), say("Kali masuk"), say("Kendaraan"))
        _sheet(book, say("OPD"), heads, report.departments)
        late = [
            (each.plate, _moment(each.until, language), _moment(each.wall, language))
            for each in report.overstays
        ]
        heads = (say("Pelat"), say("Izin sampai"), say("Alarm pukul"))
        _sheet(book, say("Tamu lewat waktu"), heads, late)
    return buffer.getvalue()


def _summary(report: Report, language: Language) -> Rows:
    say, totals = language.say, report.totals
    rows: list[tuple[str, str | int | float]] = [
        (say("Sampai dengan"), language.calendar(report.until)),
        (say("Hari kerja"), report.workdays),
        (say("Kendaraan masuk"), totals.coming),
        (say("Kendaraan keluar"), totals.leaving),
        (say("Tamu"), totals.visitors),
        (say("Semua kedatangan"), totals.arrivals),
        (say("Kedatangan ditolak"), totals.denied),
        (say("Dibuka petugas"), totals.opened),
        (say("Alarm"), report.alarms),
    ]
    if report.stay is not None:
        rows.append((say("Rata-rata lama tamu di dalam, menit"), round(report.stay / 60)))
    if report.peak is not None:
        rows.append((say("Keterisian tertinggi (perkiraan)"), report.peak.inside))
    rows.append((say("Catatan bulan ini"), report.proof.rows))
    return rows


def _sheet(book: Workbook, title: str, headings: Sequence[str], rows: Rows) -> None:
    sheet = book.add_worksheet(title[:_LONGEST_TITLE])
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, guarded(cell))
            else:
                sheet.write_number(number, column, cell)


def _rounded(pair: Pair) -> tuple[float, float]:
    return round(pair.coming, 1), round(pair.leaving, 1)


def _moment(wall: float | None, language: Language) -> str:
    return "" if wall is None else language.short(wall)
