"""The status and its form in `status.json`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.status.model import Status, from_json, to_json
from tests.gate.status.whole import RECORDED, whole

PLAIN = {
    str: st.text(max_size=5),
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    object: st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    NoneType: st.none(),
}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """All values of a type of the model."""
    inner = get_args(kind)
    if is_dataclass(kind):
        return st.builds(kind, **{name: any_of(of) for name, of in get_type_hints(kind).items()})
    if isinstance(kind, UnionType):
        return st.one_of(any_of(each) for each in inner)
    if get_origin(kind) is tuple:
        return st.lists(any_of(inner[0]), max_size=2).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=2)
    return PLAIN[kind]


def places(found: Any, *way: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each value of the file whose type the model knows."""
    if way and way[-1] in {"detail", "rescued"}:
        return
    for key, value in found.items() if isinstance(found, dict) else enumerate(found):
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, *way, key)


WHOLE = json.loads(RECORDED.read_bytes())
PLACES = list(places(WHOLE))
KEYS = [way for way in PLACES if isinstance(way[-1], str)]
BY_NAME = {"lanes", "inputs", "outputs", "refuses", "reads", "zones", "by_category", "capacity_of"}
"""Mappings whose keys are names, of which none has to be there."""


def changed(way: tuple[Any, ...], *value: object) -> str:
    """The file with another value at a place; without a value, without its key."""
    found = json.loads(RECORDED.read_bytes())
    inner = found
    for key in way[:-1]:
        inner = inner[key]
    if value:
        (inner[way[-1]],) = value
    else:
        del inner[way[-1]]
    return json.dumps(found)


def test_a_recorded_file_is_read_and_written_again_byte_by_byte():
    assert to_json(whole()).encode() == RECORDED.read_bytes()


def test_the_recorded_file_has_every_part():
    def parts(value: Any) -> Iterator[type]:
        if is_dataclass(value):
            yield type(value)
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if isinstance(value, dict | tuple):
            for each in value.values() if isinstance(value, dict) else value:
                yield from parts(each)

    assert {part.__name__ for part in parts(whole())} >= {
        "Status", "LaneStatus", "Powers", "Travel", "Lockdown", "Held", "Waiting", "Room",
        "LastOrder", "AlarmStatus", "ReaderStatus", "LineStatus", "OccupancyStatus", "ZoneStatus",
        "BrokerStatus", "ClockStatus", "DiskStatus",
    }  # fmt: skip


@settings(deadline=None)
@given(any_of(Status))
def test_what_is_written_is_read_back(status: Status):
    assert from_json(to_json(status)) == status


@pytest.mark.parametrize("way", [(), ("lanes", "masuk"), ("lanes", "masuk", "powers"), ("disk",)])
def test_a_key_of_a_newer_controller_is_left_out(way: tuple[str, ...]):
    assert from_json(changed((*way, "new"), {"a": [1]})) == whole()


@pytest.mark.parametrize("way", PLACES, ids=str)
def test_a_value_of_another_type_is_an_error_that_names_its_place(way: tuple[Any, ...]):
    wrong: object = {} if isinstance(place(way), list) else []
    with pytest.raises(ValueError, match=r"^status\..*: .* expected, not ") as error:
        from_json(changed(way, wrong))

    assert (
        str(error.value)
        .replace("[", ".")
        .replace("]", "")
        .startswith(".".join(map(str, ("status", *way))) + ":")
    )


def place(way: tuple[Any, ...]) -> Any:
    found = WHOLE
    for key in way:
        found = found[key]
    return found


@pytest.mark.parametrize(
    "way", [way for way in KEYS if len(way) < 2 or way[-2] not in BY_NAME], ids=str
)
def test_a_missing_key_is_an_error_that_names_it(way: tuple[Any, ...]):
    with pytest.raises(ValueError, match=f"missing: {way[-1]}$"):
        from_json(changed(way))


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        (("pid",), True),
        (("pid",), 1.0),
        (("wall",), False),
        (("wall",), 10**400),
        (("clock", "trusted"), 1),
        (("disk", "ok"), None),
        (("wall",), float("nan")),
        (("wall",), float("inf")),
    ],
)
def test_types_are_exact_and_numbers_finite(way: tuple[str, ...], wrong: object):
    with pytest.raises(ValueError, match=r"expected, not|too large|no number"):
        from_json(changed(way, wrong))


def test_a_whole_number_is_a_number():
    assert from_json(changed(("wall",), 7)).wall == 7


def test_a_number_beyond_all_floats_is_none():
    text = RECORDED.read_text().replace('"wall":1795500004.3', '"wall":1e999')

    with pytest.raises(ValueError, match="the number is too large"):
        from_json(text)
