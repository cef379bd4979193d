"""Who is inside, from the terminal: as the controller says, as its state has it, and corrected."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from gate.clock import SystemClock
from gate.config.gate_toml import Config, load
from gate.core.values.events import Action
from gate.store import state
from gate.store.database import connect, transaction
from tests.gate.cli.command import Gate
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import COUNTED

ZONE = COUNTED["zones"]["parkir"]
WHY = ("--reason", "Dihitung bersama satpam")


@pytest.fixture
def config(site: Path) -> Config:
    return load(site)


@pytest.fixture
def two_zones(site: Path) -> None:
    tables = """
[zone.halaman]
entries = ["masuk"]
exits = ["keluar"]
capacity = 40
[zone.gudang]
entries = ["keluar"]
exits = ["masuk"]
[limits]"""
    text = site.read_text(encoding="utf-8").replace("\n[limits]", tables, 1)
    site.write_text(text, encoding="utf-8")


def remember(config: Config, **memory: object) -> None:
    with closing(connect(config.database)) as connection, transaction(connection):
        state.save(connection, {f"stay.{key[1:]}": stay for key, stay in memory.items()})


def test_each_zone_is_shown_with_its_certainty(gate: Gate, controller: PlayedController):
    usual = {"capacity_of": {}, "name": ""}
    controller.occupancy = COUNTED | {
        "zones": {
            "halaman": usual | {
                "inside": 12, "capacity": 40, "free": 28, "certainty": "sure", "off_by": 0,
                "by_category": {"employee": 11, "unknown": 1},
            },
            "gudang": usual | {
                "inside": 3, "capacity": None, "free": None, "certainty": "unsure",
                "off_by": None, "by_category": {},
            },
            "atap": usual | {
                "inside": 3, "capacity": None, "free": None, "certainty": "sure", "off_by": 2,
                "by_category": {},
            },
        }
    }  # fmt: skip
    controller.write()

    assert gate("occupancy", "show").rows == [
        ["halaman", "12", "40", "28", "sure", "11 employee, 1 unknown"],
        ["gudang", "3", "-", "-", "unsure, never counted", ""],
        ["atap", "3", "-", "-", "sure, off by 2 at most", ""],
    ]


def test_a_controller_that_counts_nobody_has_no_zones(gate: Gate, controller: PlayedController):
    assert controller.occupancy is None
    assert gate("occupancy", "show").rows == []


def test_without_a_controller_there_is_no_count(gate: Gate):
    done = gate("occupancy", "show")

    assert (done.code, done.out) == (1, "")
    assert "no sign of life" in done.err


@pytest.mark.parametrize(
    ("arguments", "value"),
    [(("42",), "dalam=42"), (("--in", "n 1 a"), "dalam=in:1"), (("--out", "N1A"), "dalam=out:1")],
)
def test_a_correction_reaches_the_controller_and_what_is_inside_is_told(
    gate: Gate, controller: PlayedController, arguments: tuple[str, ...], value: str
):
    controller.occupancy = COUNTED | {"zones": {"dalam": ZONE | {"inside": 42}}}
    gate("vehicle", "add", "N 1 A", "--holder", "Siti")

    done = gate("occupancy", "correct", *arguments, *WHY)

    (order,) = controller.orders
    assert (done.code, done.out) == (0, "dalam: accepted: correct occupancy\ndalam: 42 inside\n")
    assert (order.action, order.value) == (Action.CORRECT_OCCUPANCY, value)
    assert order.reason == "Dihitung bersama satpam"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give one thing"),
        (("4", "--in", "N 1 A"), "give one thing"),
        (("4x",), "not a count: 4x"),
        (("4", "--zone", "dalem"), 'no zone "dalem"; did you mean "dalam"?'),
        (("--in", "N 9 A"), "N 9 A is not on the list"),
    ],
)
def test_what_makes_no_sense_is_not_ordered(
    gate: Gate, controller: PlayedController, arguments: tuple[str, ...], says: str
):
    done = gate("occupancy", "correct", *arguments, *WHY)

    assert done.code == 2
    assert says in done.err
    assert controller.orders == []


@pytest.mark.usefixtures("two_zones")
def test_where_there_are_several_zones_one_is_named(
    gate: Gate, config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gate.cli.lane.occupancy._PATIENCE_S", 0)  # nothing is told here
    with PlayedController(config, SystemClock()).running() as controller:
        nameless = gate("occupancy", "correct", "4", *WHY)
        named = gate("occupancy", "correct", "4", "--zone", "gudang", *WHY)

    assert (nameless.code, named.code) == (2, 0)
    assert "name the zone: --zone; there is halaman, gudang" in nameless.err
    assert [order.value for order in controller.orders] == ["gudang=4"]


def test_who_is_inside_is_listed_the_longest_stay_first(gate: Gate, config: Config):
    gate("vehicle", "add", "N 1 A", "--holder", "Siti", "--opd", "Kominfo")
    gate("vehicle", "add", "N 2 A", "--holder", "Agus")
    now = SystemClock().now().wall
    old = now - 4 * 86_400
    remember(
        config,
        v1=["dalam", old, "employee", "masuk", 1, None],
        v2=["dalam", now - 60, "employee", "masuk", 1, None],
        v3=[None, now, "employee", "keluar", 1, None],
        v9=["dalam", None, "visitor", "masuk", 1, None],
    )
    since = datetime.fromtimestamp(old, config.timezone).strftime("%a %d-%m-%Y %H:%M")

    everybody = gate("occupancy", "inside").rows

    assert [row[0] for row in everybody] == ["(removed)", "N 1 A", "N 2 A"]
    assert everybody[1] == ["N 1 A", "Siti", "Kominfo", "employee", "dalam", "masuk", since]
    assert everybody[0][-1] == "unknown"
    for_days = gate("occupancy", "inside", "--for", "3d", "--zone", "dalam").rows
    assert [row[0] for row in for_days] == ["(removed)", "N 1 A"]


def test_a_span_that_is_none_is_refused(gate: Gate):
    done = gate("occupancy", "inside", "--for", "long")

    assert done.code == 2
    assert "not a span: long; write it like 3d, 12h or 30m" in done.err
