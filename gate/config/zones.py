"""`[zone.…]` and `[limits]` of `gate.toml`: where vehicles are counted, how often is too often."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from gate.config.lane import LaneConfig
from gate.config.toml_table import Span, TomlTable
from gate.core.values.model import Category, Direction
from gate.core.values.settings import Limits
from gate.core.values.zones import Passback, Zone

USUAL: Final = "dalam"
"""The id of the one zone of a site that names none: all that lies behind its lanes."""

CAPACITY: Final = Span(1, 99_999)
MINUTES: Final = Span(1, 24 * 60)
WAYS: Final = {"entries": Direction.IN, "exits": Direction.OUT}
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def read_zones(
    tables: Mapping[str, TomlTable], lanes: Mapping[str, LaneConfig]
) -> tuple[Zone, ...]:
    """Return all zones; without any table, one that all lanes lead into or out of."""
    if not tables:
        return (Zone(USUAL, _by(Direction.IN, lanes), _by(Direction.OUT, lanes)),)
    alone = len(tables) == 1
    zones = {zone: _read_zone(zone, table, lanes, alone=alone) for zone, table in tables.items()}
    _check_lanes(tables, "entries", {name: zone.entries for name, zone in zones.items()})
    _check_lanes(tables, "exits", {name: zone.exits for name, zone in zones.items()})
    return tuple(zones.values())


def read_limits(table: TomlTable) -> Limits:
    """Return when somebody tries too often."""
    usual = Limits()
    return Limits(
        often=table.integer("often", Span(2, 1000), usual.often),
        within=table.number("within", Span(10, 86_400), usual.within),
        pause=table.number("pause", Span(1, 600), usual.pause),
        unknown=table.integer("unknown", Span(3, 1000), usual.unknown),
        unknown_within=table.number("unknown_within", Span(5, 3600), usual.unknown_within),
        unknown_pause=table.number("unknown_pause", Span(0.5, 60), usual.unknown_pause),
    )


def describe(zones: Iterable[Zone]) -> list[str]:
    """Return one line for each zone."""
    return [
        f"zone {zone.id}: in by {_listed(zone.entries)}, out by {_listed(zone.exits)},"
        f" {f'{zone.capacity} fit in' if zone.capacity else 'no limit'},"
        f" {''.join(f'of {each} {most}, ' for each, most in zone.shares.items())}"
        f"{_passback(zone)}"
        for zone in zones
    ]


def _passback(zone: Zone) -> str:
    """Say what becomes of one that comes again without having left."""
    if zone.passback is Passback.OFF:
        return "anti-passback off"
    parts = [f"anti-passback {zone.passback}"]
    if zone.passback is Passback.TIMED:
        parts.append(f"for {zone.minutes} min")
    if zone.forgive_at is not None:
        hour, minute = divmod(zone.forgive_at, 60)
        parts.append(f"forgiven at {hour:02}:{minute:02}")
    if zone.exempt:
        parts.append(f"not {', '.join(sorted(zone.exempt))}")
    return ", ".join(parts)


def hints(zones: Iterable[Zone], served: Iterable[str]) -> list[str]:
    """Return what works but is not advised; `served` are the lanes with a reader."""
    known = frozenset(served)
    return [
        f"[zone.{zone.id}] anti_passback: nobody is recognised at {_listed(blind)}, so who passes"
        " there may be held up at the next passage"
        for zone in zones
        if zone.passback is not Passback.OFF and (blind := (zone.entries | zone.exits) - known)
    ]


def _read_zone(
    zone: str, table: TomlTable, lanes: Mapping[str, LaneConfig], *, alone: bool
) -> Zone:
    entries, exits = (
        frozenset(table.words(key, lanes)) if table.has(key) or not alone else _by(way, lanes)
        for key, way in WAYS.items()
    )
    passback = table.choice("anti_passback", Passback, Passback.OFF)
    if passback is not Passback.TIMED:
        table.refuse(("minutes",), f'only anti_passback = "{Passback.TIMED}" uses this')
    if passback is not Passback.OFF and not (entries and exits):
        table.problem("anti_passback", "lanes must lead both into the zone and out of it")
    shares = table.table("capacity_of")
    return Zone(
        id=zone,
        entries=entries,
        exits=exits,
        name=table.text("name", ""),
        capacity=table.integer("capacity", CAPACITY) if table.has("capacity") else None,
        shares={each: shares.integer(each, CAPACITY) for each in Category if shares.has(each)},
        passback=passback,
        minutes=table.integer("minutes", MINUTES, 15) if table.has("minutes") else 15,
        forgive_at=_read_time(table, "forgive_at") if table.has("forgive_at") else None,
        exempt=frozenset(map(Category, table.words("exempt", Category)))
        if table.has("exempt")
        else frozenset({Category.EMERGENCY}),
    )


def _read_time(table: TomlTable, key: str) -> int:
    """Return a time of day in minutes after midnight. Stand-in: midnight."""
    text = table.text(key)
    found = _TIME.fullmatch(text)
    if found is None:
        if table.is_sound(key):
            table.problem(key, 'must be a time of day like "03:00"')
        return 0
    return 60 * int(found[1]) + int(found[2])


def _check_lanes(
    tables: Mapping[str, TomlTable], key: str, named: Mapping[str, frozenset[str]]
) -> None:
    """A lane leads into one zone at most, and out of one."""
    taken: dict[str, str] = {}
    for zone, lanes in named.items():
        for lane in sorted(lanes):
            if lane in taken:
                twice = f"{lane} stands in [zone.{taken[lane]}] already; name it once"
                tables[zone].problem(key, twice)
            taken.setdefault(lane, zone)


def _by(way: Direction, lanes: Mapping[str, LaneConfig]) -> frozenset[str]:
    return frozenset(name for name, lane in lanes.items() if lane.settings.direction is way)


def _listed(lanes: Iterable[str]) -> str:
    return ", ".join(sorted(lanes)) or "no lane"
