from datetime import date

import pytest

from gate.registry.problems import Problem, ProblemCode
from gate.registry.timetable.holiday_file import HolidayFileError, WrongRow, read

BOTH = {date(2027, 1, 1): "Tahun Baru", date(2027, 8, 17): "Kemerdekaan, ke-82"}


@pytest.mark.parametrize(
    "text",
    [
        "tanggal;nama\n1-1-2027;Tahun Baru\n17 Agustus 2027;Kemerdekaan, ke-82\n",
        'Nama,Tanggal\nTahun Baru,2027-01-01\n"Kemerdekaan, ke-82",2027-08-17\n',
        "Hari_Libur\tTGL\r\nTahun  Baru\t01/01/2027\r\nKemerdekaan, ke-82\t17/08/2027\r\n",
        "no;date;holiday;note\n1;1-1-2027;Tahun Baru;x\n2;17-8-2027;Kemerdekaan, ke-82\n",
        "\n1-1-2027;Tahun Baru\n\n17-8-2027;Kemerdekaan, ke-82\n;\n",
        "1-1-2027;Tahun Baru\n17-8-2027;Kemerdekaan, ke-82\n1-1-2027;Tahun Baru\n",
        "\ufefftanggal;nama\n1-1-2027;Tahun Baru\n17-8-2027;Kemerdekaan, ke-82",
    ],
)  # fmt: skip
def test_a_list_is_read_however_the_spreadsheet_wrote_it(text: str):
    assert read("libur.csv", text.encode()) == BOTH


def test_an_empty_file_has_no_holidays():
    assert read("libur.csv", b"") == {}


def test_every_wrong_row_is_named():
    text = "tanggal;nama\n1-1-2027;Tahun Baru\nbesok;Libur\n2-1-2027\n1-1-2027;Natal\n30-2-2027;x\n"

    with pytest.raises(HolidayFileError) as caught:
        read("libur.csv", text.encode())

    assert caught.value.rows == (
        WrongRow(3, Problem(ProblemCode.DATE_WRONG, {"text": "besok"})),
        WrongRow(4, Problem(ProblemCode.NAME_EMPTY)),
        WrongRow(5, Problem(ProblemCode.ROW_REPEATS, {"text": "01-01-2027", "row": 2})),
        WrongRow(6, Problem(ProblemCode.DATE_WRONG, {"text": "30-2-2027"})),
    )
    assert str(caught.value) == "libur.csv: 4 rows are wrong"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "libur.csv: this is a workbook; save it as CSV UTF-8"),
        (b"1-1-2027;Caf\xe9", "libur.csv: this is no UTF-8; save the list as CSV UTF-8"),
        (b'1-1-2027;"' + b"x" * 200_000, "libur.csv: field larger than field limit"),
    ],
)
def test_what_is_no_list_names_the_fix(content: bytes, said: str):
    with pytest.raises(HolidayFileError) as caught:
        read("libur.csv", content)

    assert str(caught.value).startswith(said)
    assert caught.value.rows == ()
