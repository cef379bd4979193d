"""What is exported can be imported again, into this registry or another, and changes nothing."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.core.values.model import Category, Identification
from gate.errors import ConfigError
from gate.registry import database, exports, spreadsheets
from gate.registry.author import Author
from gate.registry.exports import Words
from gate.registry.forms import VehicleForm
from gate.registry.problems import FormError
from gate.registry.vehicle_import.file import ImportFile
from gate.registry.vehicle_import.plan import Result
from gate.registry.views import VehicleView
from tests.gate.registry.office import LANES, Office

RISKY = "=+-@'\t\r\n;,\"|/\N{FULLWIDTH EQUALS SIGN}\N{EN DASH}_x000D_ aZ0é"
TEXTS = st.text(st.sampled_from(RISKY) | st.characters(codec="utf-8"), max_size=24)
MOMENTS = st.sampled_from(["", "1-1-2026", "2-1-2026 06:30", "3-1-2026 23:59:59"])
FORMS = st.builds(
    VehicleForm,
    plate=st.from_regex(r"[A-Z]{1,2} [1-9]\d{0,3} [A-Z]{0,3}", fullmatch=True) | st.just(""),
    tags=st.lists(st.binary(min_size=3, max_size=12).map(bytes.hex), max_size=3).map(tuple),
    codes=st.lists(st.from_regex(r"[A-Z0-9]{4,9}", fullmatch=True), max_size=2).map(tuple),
    holder=TEXTS,
    opd=TEXTS,
    category=st.sampled_from(Category),
    identification=st.sampled_from(Identification),
    valid_from=MOMENTS,
    valid_until=st.sampled_from(["", "4-1-2026", "4-1-2026 16:00", "31-12-2026"]),
    notes=TEXTS,
    schedule=st.sampled_from(["", "=jam 'kantor'"]),
    lanes=st.sampled_from([(), ("masuk",), LANES]),
    entries=st.sampled_from(["", "1", "999"]),
)


OpenOffice = Callable[[str], AbstractContextManager[Office]]


@pytest.fixture
def open_office(migrated: Path, tmp_path: Path, author: Author, zone: ZoneInfo) -> OpenOffice:
    """Opens an office whose registry, in a file of this name, has nothing but a schedule."""

    @contextmanager
    def opened(name: str) -> Iterator[Office]:
        for old in tmp_path.glob(f"{name}*"):
            old.unlink()
        engine = database.engine(Path(shutil.copy(migrated, tmp_path / name)))
        office = Office(engine, author, zone)
        office.add_schedule("=jam 'kantor'", "mon-fri 06:00-18:00")
        yield office
        engine.dispose()

    return opened


def written(office: Office, path: Path, words: Words = Words.INDONESIAN) -> bytes:
    rows = exports.rows(office.engine, office.zone, words)
    spreadsheets.write(path, exports.headings(words), rows)
    return path.read_bytes()


def bare(view: VehicleView) -> VehicleView:
    """A vehicle without what depends on when and in which registry it was written."""
    return replace(view, id=0, version=0, created_at=0, updated_at=0)


@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    forms=st.lists(FORMS, min_size=1, max_size=4),
    reason=TEXTS,
    name=st.sampled_from(["a.csv", "a.xlsx"]),
    words=st.sampled_from(Words),
)
def test_exporting_and_importing_changes_nothing(
    open_office: OpenOffice, tmp_path: Path, forms, reason, name, words
):
    with open_office("one.db") as office:
        for form in forms:
            try:
                added = office.add(form)
                if added.tags:
                    office.report_lost(f"0x{added.tags[0]}")
                office.block(added, reason)
            except FormError:
                continue
        before = office.listed()
        content = written(office, tmp_path / name, words)
        if before:
            assert office.bring(content).counts == {Result.UNCHANGED: len(before)}
    with open_office("two.db") as other:
        if before:
            assert other.bring(content).counts == {Result.ADDED: len(before)}
        assert sorted(map(repr, map(bare, other.listed()))) == sorted(map(repr, map(bare, before)))


@given(TEXTS)
def test_a_guarded_cell_is_no_formula_and_reads_as_it_was(text: str):
    guarded = spreadsheets.guarded(text)

    assert spreadsheets.bare(guarded) == text
    assert guarded[:1] not in set("=+-@\t\r")


def test_what_people_write_with_an_apostrophe_stays():
    assert spreadsheets.bare("'s-Gravenhage") == "'s-Gravenhage"


def test_a_file_for_spreadsheets_runs_nothing(office: Office, car: VehicleForm, tmp_path: Path):
    office.add(replace(car, holder="=HYPERLINK(1)", notes="-2+3"))

    text = written(office, tmp_path / "cars.csv").decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text), delimiter=";")
    assert {"'=HYPERLINK(1)", "'-2+3"} < set(row)
    content = written(office, tmp_path / "cars.xlsx")
    (read,) = ImportFile.read("cars.xlsx", content).rows()
    assert (read.cells["holder"], read.cells["notes"]) == ("=HYPERLINK(1)", "-2+3")


def test_cells_are_written_as_staff_write_them(office: Office, car: VehicleForm):
    office.add(replace(car, tags=("0x0012345678", "10E20000"), codes=("7K492M",), valid_from=""))

    (row,) = office.exported()
    assert row[:7] == (
        "N 1234 AP",
        "0x0012345678; 0x10E20000",
        "7K4-92M",
        "Siti Rahayu",
        "Dinas Kominfo",
        "pegawai",
        "tag atau pelat",
    )
    assert row[9:11] == ("", "31-12-2026")
    assert exports.headings(Words.INDONESIAN)[:3] == ["pelat", "tag", "kode izin"]
    assert office.exported(Words.ENGLISH)[0][5:7] == ("employee", "any")
    assert exports.headings(Words.ENGLISH)[5:7] == ["category", "identified by"]


def test_a_list_of_any_length_is_read_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "PAGE", 2)
    for number in range(1, 5):
        office.add(VehicleForm(plate=f"N {number} A", holder="Siti"))
    office.remove(office.listed()[0])

    assert [row[0] for row in office.exported()] == ["N 2 A", "N 3 A", "N 4 A"]
    with database.reading(office.engine) as session:
        assert exports.count(session) == 3


def test_a_category_of_a_newer_version_stays_as_it_is(office: Office, car: VehicleForm):
    office.add(car)
    with closing(office.engine.raw_connection()) as connection:
        connection.execute("UPDATE vehicle SET category = 'robot'")
        connection.commit()

    assert office.exported()[0][5] == "robot"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cars.txt", "name the file .csv or .xlsx"),
        ("no/cars.csv", "name a file that can be"),
        ("no/cars.xlsx", "name a file that can be"),
    ],
    ids=["kind", "csv", "xlsx"],
)
def test_a_file_that_cannot_be_written_is_named(
    office: Office, tmp_path: Path, name: str, message: str
):
    with pytest.raises((spreadsheets.SpreadsheetError, ConfigError), match=message):
        written(office, tmp_path / name)
