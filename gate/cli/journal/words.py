"""A row of the journal on one line of a terminal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from gate.core.values.commands import Json
from gate.core.values.plates import display
from gate.store.history import StoredRow

_QUIET = frozenset(
    {
        *("claim", "permit", "clock", "before", "id", "order", "inputs", "credit"),
        *("presence", "circumstances", "book", "import_event"),
    }
)
"""Keys of payloads that replay needs and people do not."""

_FIRST = ("plate", "objections", "blocked", "reads", "action", "reason", "alarm", "cause", "holder")
"""Keys that people look for first; the others follow in their order."""


def line(row: StoredRow, zone: ZoneInfo) -> str:
    """Word a row: local time, lane, kind, actor, and what it says; `?` marks an untrusted clock."""
    when = datetime.fromtimestamp(row.wall_us / 1e6, zone)
    doubt = " " if row.clock_trusted else "?"
    actor = f" by {row.actor}" if row.actor else ""
    said = "(erased)" if row.payload is None else ", ".join(_parts(row.payload, zone))
    head = f"{when:%d-%m-%Y %H:%M:%S}{doubt} {row.lane or '-':<10} {row.kind}{actor}"
    return _visible(f"{head}  {said}".rstrip())


def _parts(payload: Mapping[str, Json], zone: ZoneInfo) -> Iterator[str]:
    first = [key for key in _FIRST if key in payload]
    for key in (*first, *(key for key in payload if key not in first)):
        value = payload[key]
        if key in _QUIET or value in (None, "", [], {}):
            continue
        if isinstance(value, dict):
            yield from _parts(value, zone)
        else:
            yield _part(key, value, zone)


def _part(key: str, value: Json, zone: ZoneInfo) -> str:
    name = key.replace("_", " ")
    match key, value:
        case "plate", str():
            return display(value)
        case "reads", list():
            return "read " + " ".join(map(_read, value))
        case "valid_from" | "valid_until" | "until", int() | float():
            return f"{name} {datetime.fromtimestamp(value, zone):%d-%m-%Y %H:%M}"
        case _, list():
            return f"{name} {' '.join(map(str, value))}"
        case _:
            return f"{name} {value}"


def _read(value: Json) -> str:
    return f"{value.get('medium')}:{value.get('value')}" if isinstance(value, dict) else str(value)


def _visible(text: str) -> str:
    """Keep whatever a reader or a person delivered from steering the terminal."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
