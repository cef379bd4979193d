"""The kinds of fields in requests and answers, as strict as the description says."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from gate.registry.dates import EARLIEST, LATEST

LARGEST: Final = 2**53 - 1
"""The largest number that every reader of JSON keeps exactly."""

MOST: Final = 500
"""Rows in one answer."""

_DIGITS: Final = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_RFC3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_FIRST: Final = datetime(EARLIEST, 1, 2, tzinfo=UTC).timestamp()
_LAST: Final = datetime(LATEST, 12, 30, tzinfo=UTC).timestamp()


class Sent(BaseModel):
    """What a program sends: fields we do not know are refused."""

    model_config = ConfigDict(extra="forbid")


def _number(value: object) -> object:
    """Take a number of an address as it is written, and in no other way."""
    if isinstance(value, str) and _DIGITS.fullmatch(value) is None:
        raise ValueError("write it in digits")
    return value


def _moment(value: object) -> int:
    """Read a moment as RFC 3339 has it, in whole POSIX seconds."""
    told = "write it like 2026-12-31T16:00:00+07:00"
    if not isinstance(value, str) or _RFC3339.fullmatch(value) is None:
        raise ValueError(told)
    try:
        found = datetime.fromisoformat(value.upper()).timestamp()
    except (OverflowError, ValueError):
        raise ValueError(told) from None
    if not _FIRST <= found <= _LAST:
        raise ValueError(f"only the years {EARLIEST} to {LATEST} can be meant")
    return int(found)


Number = Annotated[int, Field(ge=1, le=LARGEST, examples=[1]), BeforeValidator(_number)]
"""The number of something, in an address."""

Limit = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_number)]
Cursor = Annotated[str, Field(max_length=400, description="`next` of the page before")]

Moment = Annotated[
    int,
    PlainValidator(_moment),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-12-31T16:00:00+07:00"]}
    ),
]
"""A moment that is sent; POSIX seconds here."""

Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A moment that is answered, in UTC."""

Line = Annotated[StrictStr, Field(max_length=200)]
Note = Annotated[StrictStr, Field(max_length=200)]


class OneOf:
    """Takes one of these words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(dict.fromkeys(words))

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Tell pydantic which."""
        return core_schema.literal_schema(self._words)


def stamp(seconds: float) -> str:
    """Write POSIX seconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def stamp_or_none(seconds: float | None) -> str | None:
    """Write POSIX seconds, if there are any."""
    return None if seconds is None else stamp(seconds)
