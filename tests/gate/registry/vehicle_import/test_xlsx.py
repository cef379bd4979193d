"""Workbooks: as spreadsheets write them, broken, and made to do harm."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gate.registry.vehicle_import import table as import_table
from gate.registry.vehicle_import import xlsx as import_xlsx
from gate.registry.vehicle_import.file import ImportFile, ImportFileError, ImportRow

MOMENT = datetime(2026, 12, 31, 16, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[object, ...]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True}) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet = book.add_worksheet("Kendaraan")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
        book.add_worksheet("Lain").write(0, 0, "not read")
    return file.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part was tampered with."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            body = old.read(each)
            new.writestr(each, change(body) if each == part else body)
    return file.getvalue()


def rows(content: bytes) -> list[ImportRow]:
    return list(ImportFile.read("cars.xlsx", content).rows())


TABLE = workbook(("Pelat", "Tag"), ("N 1 A", "01001293D8"))


def test_the_first_sheet_is_read_as_a_person_would_have_typed_it():
    content = workbook(
        (),
        ("pelat", "tag", "nama", "berlaku dari", "berlaku sampai", "catatan"),
        ("N 1 A", 1217496, " Siti ", date(2026, 1, 31), MOMENT, 1.5),
        (),
        ("N 2 A", "", True),
    )

    first, second = rows(content)
    assert first == ImportRow(
        3,
        {
            "plate": "N 1 A",
            "tags": "1217496",
            "holder": "Siti",
            "valid_from": "2026-01-31",
            "valid_until": "2026-12-31 16:30:00",
            "notes": "1.5",
        },
        "",
    )
    assert (second.number, second.cells["holder"]) == (5, "True")


def test_the_lines_are_counted_for_the_progress():
    assert ImportFile.read("cars.xlsx", TABLE).lines == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TABLE[: len(TABLE) // 2], "damaged or locked"),
        (changed(TABLE, SHEET, lambda _: b"<worksheet"), "no XLSX workbook"),
        (changed(TABLE, "xl/workbook.xml", lambda _: b"?"), "no XLSX workbook"),
        (changed(TABLE, SHEET, lambda body: body.decode().encode("utf-16")), "damaged or locked"),
        (changed(TABLE, SHEET, lambda body: body.replace(b"A2", b"XFD2")), "more than 256 columns"),
        (changed(TABLE, SHEET, lambda body: body.replace(b"A2", b"AAAA2")), "more than 256 colu"),
        (changed(TABLE, SHEET, lambda body: body.replace(b"A2", b"A1048576")), "more than 200,000"),
        (changed(TABLE, SHEET, lambda body: body.replace(b"A2", b"A" + b"9" * 30)), "200,000 rows"),
    ],
    ids=["cut", "sheet", "book", "utf16", "column", "columns", "row", "rows"],
)
def test_a_workbook_that_cannot_be_read_names_the_fix(content: bytes, message: str):
    with pytest.raises(ImportFileError, match=rf"cars\.xlsx: .*{message}"):
        rows(content)


def rows_or_error(content: bytes) -> str:
    with pytest.raises(ImportFileError) as caught:
        rows(content)
    return str(caught.value)


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_xlsx, "MOST_UNPACKED", 100_000)
    bomb = changed(TABLE, "xl/styles.xml", lambda body: body + b" " * 200_000)

    assert len(bomb) < 20_000
    assert "unpacks to more than" in rows_or_error(bomb)


def test_what_a_list_does_not_need_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_xlsx, "MOST_UNPACKED", 100_000)
    file = io.BytesIO(TABLE)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/photo.png", b" " * 200_000)

    assert len(rows(file.getvalue())) == 1


def test_an_archive_of_too_many_parts_is_none_of_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_xlsx, "MOST_PARTS", 3)

    assert "damaged or locked" in rows_or_error(TABLE)


def test_a_corner_that_lies_across_two_chunks_is_found(monkeypatch: pytest.MonkeyPatch):
    far = changed(TABLE, SHEET, lambda body: body.replace(b"A2", b"XFD2"))
    for size in range(20, 40):
        monkeypatch.setattr(import_xlsx, "_CHUNK", size)
        assert "more than 256 columns" in rows_or_error(far)


def test_a_file_larger_than_any_list_is_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_table, "MOST_BYTES", 100)

    assert "this is no list of vehicles" in rows_or_error(TABLE)


@given(st.data())
def test_no_damage_raises_anything_but_its_own_error(data: st.DataObject):
    body = bytearray(TABLE)
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(4, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows(bytes(body))
    except ImportFileError:
        return


@given(st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"]), st.data())
def test_no_odd_part_raises_anything_but_an_error_of_its_own(part: str, data: st.DataObject):
    def spoil(body: bytes) -> bytes:
        at = data.draw(st.integers(0, len(body) - 1))
        return body[:at] + data.draw(st.binary(max_size=6)) + body[at + 1 :]

    try:
        rows(changed(TABLE, part, spoil))
    except ImportFileError:
        return


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows(TABLE)

    assert list(tmp_path.iterdir()) == []


def test_a_workbook_without_a_sheet_has_no_list():
    def chart_only(body: bytes) -> bytes:
        return body.replace(b"relationships/worksheet", b"relationships/chartsheet")

    content = changed(TABLE, "xl/_rels/workbook.xml.rels", chart_only)

    assert "has no sheet" in rows_or_error(content)
