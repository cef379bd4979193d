"""The guide to the configuration has every key that can be read, with its default and its range.

Nothing is read out of the code: each key is left out, set to its default and set to nonsense, and
what the reader of `gate.toml` then makes of it is compared with the guide.
"""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import pytest

from gate.config import gate_toml as config_module
from gate.config.gate_toml import Config
from gate.config.toml_table import TomlFile
from tests.gate.config.lane_site import HEAD, READER, SOUND

FOLDER = Path(__file__).parents[2] / "config"
GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")

Tables = dict[str, object]
Place = tuple[str, ...]
"""Where a table stands; a word in capitals stands for a name of the technician's."""


class Row(NamedTuple):
    """One key as the guide has it."""

    table: Place
    key: str
    cells: tuple[str, ...]


def rows_of_the_guide() -> Iterator[Row]:
    table: Place = ()
    for line in GUIDE.splitlines():
        if line.startswith("#"):
            named = re.fullmatch(r"### `\[(.*)\]`", line)
            table = tuple(named[1].split(".")) if named else ()
        elif table and (found := re.match(r"\| `(\w+)`(?: \*)? \|", line)):
            yield Row(table, found[1], tuple(cell.strip() for cell in line.split("|")[2:-1]))


ROWS = tuple(rows_of_the_guide())
INPUTS = tuple(row for row in ROWS if row.table == ("lane", "NAME", "inputs"))
PLAIN = tuple(row for row in ROWS if row not in INPUTS and row.cells[0] != "see above")


def example() -> Tables:
    """Return the example with all that it comments out."""
    text = (FOLDER / "gate.toml").read_text(encoding="utf-8")
    return tomllib.loads(re.sub(r"^# (\[|\w+ =)", r"\1", text, flags=re.MULTILINE))


def reader(protocol: str, **keys: object) -> Tables:
    """Return the example with one reader more."""
    site = example()
    site["reader"]["r"] = {"lane": "masuk", "port": "/r", "protocol": protocol, **keys}
    return site


def everything_fitted() -> Tables:
    """Return a site whose one lane has every contact, some relays and a board."""
    site = tomllib.loads(HEAD + str(SOUND["hold_open"]) + READER)
    lane = site["lane"]["x"]
    pins = iter(range(2, 28))
    lane["inputs"] = {
        row.key: {"pin": next(pins), "contact": "nc", "debounce": {}} for row in INPUTS
    }
    lane["outputs"] = {"hold": next(pins), "permit": next(pins)}
    site["board"] = {"b": {"port": "/b"}}
    lane["outputs"]["red"] = {"board": "b", "relay": 1}
    lane["inputs"]["moving"] = {"board": "b", "input": 1, "contact": "no", "debounce": {}}
    site["zone"] = {"z": {}}
    return site


SITES: tuple[Tables, ...] = (
    example(),
    everything_fitted(),
    *(tomllib.loads(HEAD + str(lane) + READER) for lane in SOUND.values()),
    reader("yrm100"),
    reader("reader288"),
    reader("text_line", medium="plate"),
    reader("osdp", secure=False),
    {**example(), "mqtt": {"host": "broker", "orders": {"kantor": ["open"]}}},
)
"""Sound ones, in which every key counts in one at least."""


def read(site: Tables) -> tuple[Config, TomlFile]:
    file = TomlFile(FOLDER / "gate.toml", site)
    config = config_module._read(file)
    file.top.note_unknown()
    return config, file


def is_name(word: str) -> bool:
    return word.isupper()


def places(tables: Tables, pattern: Place, path: Place = ()) -> Iterator[Place]:
    """Return where a site has a table like this, or could have it."""
    if not pattern:
        yield path
        return
    word, *others = pattern
    for key in tables if is_name(word) else (word,):
        inner = tables.get(key, {})
        if isinstance(inner, dict):
            yield from places(inner, tuple(others), (*path, key))


def changed(site: Tables, place: Place, key: str, *values: object) -> Tables:
    """Return a site with a key taken out, or set."""
    fresh = deepcopy(site)
    table = fresh
    for word in place:
        table = table.setdefault(word, {})
    table.pop(key, None)
    table.update((key, value) for value in values)
    return fresh


def keys_in(row: Row, site: Tables, place: Place) -> tuple[str, ...]:
    """Return the key a row is about; of one that the technician names, all there are."""
    table = site
    for word in place:
        table = table.get(word, {})
    return tuple(table) if is_name(row.key) else (row.key,)


def cases(row: Row) -> Iterator[tuple[Tables, Place, str]]:
    for site in SITES:
        for place in places(site, row.table):
            for key in keys_in(row, site, place):
                yield site, place, key


def complaints(site: Tables, place: Place, key: str) -> list[str]:
    """Return what is wrong with one key of a site."""
    here = re.compile(rf"\[{re.escape('.'.join(place))}\] {key}\b.*?: (.*)")
    return [found[1] for each in read(site)[1].problems if (found := here.match(each))]


def allowed(site: Tables, place: Place, key: str) -> set[str]:
    """Return what may stand there, in the guide's words, as the code says when it does not."""
    told = complaints(changed(site, place, key, [[]]), place, key)
    return {in_short(text.removeprefix("must be ")) for text in told if text.startswith("must be ")}


def in_short(text: str) -> str:
    if whole := re.fullmatch(r"a whole number from (.*)", text):
        return f"{whole[1]}, whole"
    if text.startswith("letters and digits, dashes"):
        return "a name"
    return text.removeprefix("a number from ").replace("a text of one line in quotes", "a text")


def is_there(site: Tables, place: Place, key: str) -> bool:
    return changed(site, place, key) != site


def is_sound_without(site: Tables, place: Place, key: str) -> bool:
    return not read(changed(site, place, key))[1].problems


def holds_without(default: object, site: Tables, place: Place, key: str) -> bool:
    """Say whether a site is sound without a key, and the same as with this value."""
    without, with_it = (read(changed(site, place, key, *values)) for values in ((), (default,)))
    sound = not without[1].problems and not with_it[1].problems
    return sound and without[0] == with_it[0]


def fits(pattern: Place, place: Place) -> bool:
    return len(pattern) == len(place) and all(
        is_name(ours) or ours == theirs for ours, theirs in zip(pattern, place, strict=True)
    )


def test_the_sites_are_sound():
    for site in SITES:
        assert read(site)[1].problems == []


def test_the_guide_has_every_key_and_no_other():
    known: set[Place] = set()
    for site in SITES:
        tables = [read(site)[1].top]
        while tables:
            table = tables.pop()
            known |= {(*filter(None, table.path.split(".")), key) for key in table._asked}
            tables += table._children

    told = {(*row.table, row.key) for row in ROWS}
    told |= {row.table[:depth] for row in ROWS for depth in range(1, len(row.table) + 1)}
    told -= {place for place in told if place[-1] in {"INPUT", "OUTPUT"}}  # a row of its own each
    assert [place for place in known if not any(fits(pattern, place) for pattern in told)] == []
    assert [pattern for pattern in told if not any(fits(pattern, place) for place in known)] == []


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: ".".join((*row.table, row.key)))
def test_the_guide_tells_what_is_allowed(row: Row):
    words = {"a path": "a text", "a list of lanes": 'a list of "masuk", "keluar"'}

    assert any(words.get(row.cells[1], row.cells[1]) in allowed(*case) for case in cases(row))


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: ".".join((*row.table, row.key)))
def test_the_guide_tells_what_holds_without_a_key(row: Row):
    match row.cells[0]:
        case "required":
            needed = [not is_sound_without(*case) for case in cases(row) if is_there(*case)]
            assert needed
            assert all(needed)
        case "none":
            assert any(is_sound_without(*case) for case in cases(row))
        case literal:
            default = tomllib.loads(f"default = {literal.strip('`')}")["default"]
            assert any(holds_without(default, *case) for case in cases(row))


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.key)
def test_the_guide_tells_how_long_a_contact_must_stand_still(row: Row):
    place = ("lane", "x", "inputs", row.key, "debounce")
    usual_on, on, usual_off, off, _ = row.cells

    site = everything_fitted()
    assert (allowed(site, place, "on"), allowed(site, place, "off")) == ({on}, {off})
    assert holds_without(float(usual_on), site, place, "on")
    assert holds_without(float(usual_off), site, place, "off")


@pytest.mark.parametrize("table", ["board", "reader"])
def test_the_guide_tells_the_speeds_of_a_line(table: str):
    row = next(row for row in ROWS if row.table[0] == table and row.key == "baud")
    site, place, key = next(cases(row))

    told = complaints(changed(site, place, key, 5000), place, key)
    assert row.cells[2].partition(";")[0] in told[0]


def test_a_star_marks_what_is_wired_normally_closed():
    """What has none may be wired "no" without a hint."""
    site = everything_fitted()
    for contact in site["lane"]["x"]["inputs"].values():
        contact["contact"] = "no"
    advised = "\n".join(config_module.hints(read(site)[0]))

    marked = set(re.findall(r"^\| `(\w+)` \* \|", GUIDE, re.MULTILINE))
    assert {row.key for row in INPUTS if f'{row.key}: contact "no"' in advised} == marked
