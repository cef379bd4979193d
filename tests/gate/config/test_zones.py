"""Zones and limits of `gate.toml`: what is read, what it means, and what is wrong with it."""

from dataclasses import replace
from pathlib import Path

import pytest

from gate.config.gate_toml import Config, describe, hints, load
from gate.core.values.model import Category
from gate.core.values.settings import Limits
from gate.core.values.zones import Passback, Zone
from gate.errors import ConfigError

EXAMPLE = (Path(__file__).parents[3] / "config" / "gate.toml").read_text(encoding="utf-8")
IN, OUT = frozenset({"masuk"}), frozenset({"keluar"})


def written(folder: Path, tables: str) -> Path:
    path = folder / "gate.toml"
    text = EXAMPLE.replace("\n[limits]\n", f"\n{tables}\n", 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def read(tmp_path: Path):
    def load_with(tables: str) -> Config:
        return load(written(tmp_path, tables))

    return load_with


def test_a_site_that_names_no_zone_is_one(read):
    config = read("")

    assert config.zones == (Zone("dalam", IN, OUT),)
    assert config.site.zones == config.zones
    assert config.site.limits == Limits()


def test_a_zone_says_who_may_come_in_how_often(read):
    (zone,) = read(
        """
        [zone.halaman]
        name = "Halaman"
        capacity = 180
        capacity_of = { visitor = 40 }
        anti_passback = "timed"
        minutes = 20
        forgive_at = "03:30"
        exempt = ["emergency", "official"]
        """
    ).zones

    assert zone == Zone(
        "halaman",
        IN,
        OUT,
        name="Halaman",
        capacity=180,
        shares={Category.VISITOR: 40},
        passback=Passback.TIMED,
        minutes=20,
        forgive_at=210,
        exempt=frozenset({Category.EMERGENCY, Category.OFFICIAL}),
    )


def test_several_zones_name_their_lanes(read):
    zones = read(
        """
        [zone.depan]
        entries = ["masuk"]
        exits = ["keluar"]
        [zone.belakang]
        entries = ["keluar"]
        exits = ["masuk"]
        """
    ).zones

    assert [(zone.entries, zone.exits) for zone in zones] == [(IN, OUT), (OUT, IN)]


def test_limits_are_read(read):
    limits = read("[limits]\noften = 5\nwithin = 60\npause = 9\nunknown = 4\n").limits

    assert limits == Limits(5, 60.0, 9.0, 4)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (
            '[zone.a]\nentries = ["masik"]',
            '[zone.a] entries = ["masik"]: must be a list of "masuk", "keluar"',
        ),
        (
            """
            [zone.a]
            entries = ["masuk"]
            exits = ["keluar"]
            [zone.b]
            entries = ["masuk"]
            exits = ["masuk"]
            """,
            '[zone.b] entries = ["masuk"]: masuk stands in [zone.a] already; name it once',
        ),
        (
            '[zone.a]\nentries = ["masuk"]\nexits = ["keluar"]\n[zone.b]\nexits = ["masuk"]',
            "[zone.b] entries: missing; write a list of",
        ),
        (
            '[zone.a]\nforgive_at = "3"',
            '[zone.a] forgive_at = "3": must be a time of day like "03:00"',
        ),
        ("[zone.a]\nforgive_at = 3", "[zone.a] forgive_at = 3: must be a text of one line"),
        (
            "[zone.a]\nminutes = 5",
            '[zone.a] minutes = 5: only anti_passback = "timed" uses this; remove it',
        ),
        ("[zone.a]\ncapacity = 0", "[zone.a] capacity = 0: must be a whole number from 1"),
        (
            "[zone.a]\ncapacity_of = { visiter = 3 }",
            '[zone.a.capacity_of] visiter = 3: unknown key; did you mean "visitor"?',
        ),
        ("[zone.a]\ncapasity = 3", '[zone.a] capasity = 3: unknown key; did you mean "capacity"?'),
        ("[limits]\noften = 1", "[limits] often = 1: must be a whole number from 2 to 1000"),
    ],
)
def test_each_mistake_is_named_with_its_fix(tmp_path: Path, tables: str, says: str):
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, tables))

    assert says in str(caught.value)


def test_anti_passback_needs_a_way_in_and_a_way_out(tmp_path: Path):
    path = written(tmp_path, '[zone.a]\nanti_passback = "hard"\n')
    path.write_text(
        path.read_text(encoding="utf-8").replace('direction = "out"', 'direction = "in"'),
        encoding="utf-8",
    )

    with pytest.raises(ConfigError, match="lanes must lead both into the zone and out of it"):
        load(path)


def test_what_a_zone_is_stands_in_the_check(read):
    text = (
        '[zone.a]\ncapacity = 9\nanti_passback = "timed"\nminutes = 5\nforgive_at = "03:00"\n'
        "[zone.a.capacity_of]\nvisitor = 2"
    )
    lines = describe(read(text))

    assert (
        "zone a: in by masuk, out by keluar, 9 fit in, of visitor 2, anti-passback timed,"
        " for 5 min, forgiven at 03:00, not emergency"
    ) in lines


def test_a_lane_without_a_reader_makes_anti_passback_unwise(read):
    config = read('[zone.a]\nanti_passback = "hard"')
    assert not any(line.startswith("[zone.a]") for line in hints(config))

    seeing = {name: each for name, each in config.readers.items() if each.lane == "masuk"}
    told = hints(replace(config, readers=seeing))
    assert any("[zone.a] anti_passback: nobody is recognised at keluar" in line for line in told)
