"""A file that cannot be read at all, and values no key of the configuration happens to have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.toml_table import Span, TomlFile
from gate.errors import ConfigError

ANYTHING = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def opened(**values: object) -> TomlFile:
    return TomlFile(Path("gate.toml"), values)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = b", "not TOML: Invalid value (at line 1, column 5); texts need quotes"),
        (b"a = '\xff'", "not UTF-8 text at byte 5; save it so"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError) as caught:
        TomlFile.read(path)

    assert str(caught.value) == f"{path}: {message}"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file or directory"):
        TomlFile.read(tmp_path / "gate.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        TomlFile.read(tmp_path)


def test_nothing_wrong_closes_quietly() -> None:
    file = opened(a=1)
    file.top.integer("a", Span(0, 9))

    file.close()


def test_a_key_nobody_asks_for_and_nothing_resembles_is_to_be_removed() -> None:
    with pytest.raises(ConfigError, match="1 problem\n  zzz = 1: unknown key; remove it"):
        opened(zzz=1).close()


def test_a_key_that_others_have_is_explained_to_whoever_writes_it():
    file = opened(a=1, b=2)
    file.top.explain(["a"], "there is none")

    with pytest.raises(
        ConfigError, match="a = 1: unknown key; there is none\n  b = 2: unknown key; remove"
    ):
        file.close()


def test_a_table_is_told_from_a_value():
    table = opened(a={}, b=1).top

    assert [key for key in "abc" if table.is_table(key)] == ["a"]


def test_a_long_value_is_shown_short() -> None:
    file = opened(a="x" * 1000)
    file.top.problem("a", "no")

    assert file.problems == [f'a = "{"x" * 59}...: no']


@given(ANYTHING)
def test_whatever_a_value_is_a_getter_answers_or_notes_one_problem(value: object) -> None:
    for getter in (
        lambda table: table.text("a"),
        lambda table: table.name("a"),
        lambda table: table.flag("a", default=False),
        lambda table: table.number("a", Span(0, 1)),
        lambda table: table.integer("a", Span(0, 1)),
        lambda table: table.one_of("a", ("x", "y")),
        lambda table: table.table("a"),
    ):
        file = opened(a=value)

        getter(file.top)

        assert len(file.problems) == (0 if file.top.is_sound("a") else 1)


@given(ANYTHING)
def test_a_number_returned_lies_within_its_span(value: object) -> None:
    assert 2 <= opened(a=value).top.number("a", Span(2, 27)) <= 27
