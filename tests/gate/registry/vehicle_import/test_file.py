import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.registry.import_headings import HEADINGS
from gate.registry.vehicle_import import csv as import_csv
from gate.registry.vehicle_import.file import ImportFile, ImportFileError, ImportRow

TABLE = "Pelat;Tag;Pemegang\nN 1 A;01001293D8;Siti\n"


def rows(text: str) -> list[ImportRow]:
    return list(ImportFile.read("cars.csv", text.encode()).rows())


SITI = ImportRow(2, {"plate": "N 1 A", "tags": "01001293D8", "holder": "Siti"}, "")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_the_sign_between_cells_is_found_out(delimiter: str):
    assert rows(TABLE.replace(";", delimiter)) == [SITI]


def test_a_declared_sign_counts_and_is_no_row():
    assert rows("sep=|\r\n" + TABLE.replace(";", "|")) == [SITI]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_unicode_is_read_with_and_without_a_mark(encoding: str):
    file = ImportFile.read("cars.csv", "plate;holder\nN 1 A;José\n".encode(encoding))

    assert [row.cells["holder"] for row in file.rows()] == ["José"]
    assert file.notices == ()


def test_an_old_encoding_is_read_with_a_notice():
    file = ImportFile.read("cars.csv", "plate;holder\nN 1 A;José\n".encode("cp1252"))

    assert [row.cells["holder"] for row in file.rows()] == ["José"]
    assert "Windows-1252" in file.notices[0]


@pytest.mark.parametrize(
    "heading",
    [(field, name) for field, names in HEADINGS.items() for name in names],
    ids=lambda pair: pair[1],
)
def test_every_heading_is_known_however_it_is_written(heading: tuple[str, str]):
    field, name = heading
    other = "tag" if field == "plate" else "pelat"
    file = ImportFile.read("cars.csv", f" {name.upper().replace(' ', '_')} ;{other}\nx;y".encode())

    assert [row.cells[field] for row in file.rows()] == ["x"]


def test_a_column_we_do_not_know_is_named():
    file = ImportFile.read("cars.csv", b"No;Pelat;;Warna\n1;N 1 A;;red\n")

    assert file.notices == ("column 'No' is not used", "column 'Warna' is not used")
    assert [row.cells for row in file.rows()] == [{"plate": "N 1 A"}]


def test_headings_are_given_back_as_the_file_has_them():
    assert ImportFile.read("cars.csv", TABLE.encode()).headings == {
        "plate": "Pelat",
        "tags": "Tag",
        "holder": "Pemegang",
    }


def test_rows_are_numbered_as_a_spreadsheet_does():
    table = '\nplate;notes\nN 1 A;"two\nlines"\n;\n\nN 2 A;\n'

    assert [row.number for row in rows(table)] == [3, 6]


def test_blanks_and_dashes_mean_nothing_is_filled_in():
    assert rows("plate;tag;holder\n N 1 A ;-; \n") == [ImportRow(2, {"plate": "N 1 A"}, "")]


def test_short_rows_are_filled_up_and_long_ones_reported():
    assert rows("plate;tag\nN 1 A\nN 2 A;;Siti; \n") == [
        ImportRow(2, {"plate": "N 1 A"}, ""),
        ImportRow(3, {"plate": "N 2 A"}, "Siti"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04...", "cars.csv: the workbook is damaged or locked; open it in a spreadshe"),
        (b"\xd0\xcf\x11\xe0", "cars.csv: an old or locked workbook; save it as XLSX"),
        (b"\x81\x8d\x8f", "cars.csv: this is no text; save the list as CSV UTF-8"),
        (b"", "cars.csv: no column 'pelat' or 'tag' in the first row"),
        (b"nama;opd\nSiti;Kominfo\n", "no column 'pelat' or 'tag'"),
        (b"pelat;plate\n1;2\n", "columns 'pelat' and 'plate' mean the same; keep one"),
        (b"pelat;tag\nN 1 A;" + b"x" * 200_000, r"cars.csv: row 2: field larger than"),
    ],
    ids=["workbook", "old workbook", "bytes", "empty", "no key", "twice", "huge cell"],
)
def test_a_file_that_cannot_be_read_names_the_fix(content: bytes, message: str):
    with pytest.raises(ImportFileError, match=message):
        list(ImportFile.read("cars.csv", content).rows())


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"pelat\n{text}".encode()))
def test_no_file_raises_anything_but_its_own_error(content: bytes):
    try:
        file = ImportFile.read("cars.csv", content)
        numbers = [row.number for row in file.rows()]
    except ImportFileError:
        return
    assert len(numbers) <= file.lines


def test_a_table_longer_than_any_list_is_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_csv, "MOST_ROWS", 1)

    with pytest.raises(ImportFileError, match=r"cars\.csv: more than .* rows; part the list"):
        rows(TABLE)
