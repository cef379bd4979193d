"""`[reader.…]` of `gate.toml`: one reader on a serial port."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.model import Medium
from gate.toml_table import Span, TomlTable, did_you_mean

BAUDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
TEXT_LINE: Final = "text_line"
TEXT_LINE_KEYS: Final = ("medium", "pattern", "confidence_scale")
CONFIRMATIONS: Final = Span(1, 5)
SCALE: Final = Span(1, 1000)
"""The highest confidence a camera can report: 1, 100, 255, 1000 are in use."""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """One serial reader. `pattern`, `medium` and `confidence_scale` serve `text_line` only.

    Without a pattern the whole line is the credential.
    """

    id: str
    lane: str
    port: str
    protocol: str
    baud: int
    confirmations: int
    medium: Medium
    pattern: str | None
    confidence_scale: float

    def describe(self) -> list[str]:
        """Return one line for the reader and its port."""
        line = f"{self.protocol} at {self.baud} baud on {self.port}"
        return [f"reader {self.id}: lane {self.lane}, {line}"]

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        if not self.port.startswith(("/dev/ttyUSB", "/dev/ttyACM")):
            return []
        risk = "may be another reader after a restart; use its name in /dev/serial/by-id"
        return [f'[reader.{self.id}] port = "{self.port}": {risk}']


def read_readers(
    tables: Mapping[str, TomlTable],
    lanes: Collection[str],
) -> dict[str, ReaderConfig]:
    """Return all readers by id. Each belongs to one of `lanes` and has its port for itself."""
    readers = {reader: _read_reader(reader, table) for reader, table in tables.items()}
    ports: dict[str, str] = {}
    for reader in readers.values():
        table = tables[reader.id]
        if table.is_sound("lane") and reader.lane not in lanes:
            guess = did_you_mean(reader.lane, lanes)
            table.problem("lane", f"no such lane{guess or f'; add [lane.{reader.lane}]'}")
        if table.is_sound("port") and reader.port in ports:
            table.problem("port", f"in use by [reader.{ports[reader.port]}]; name the other port")
        ports.setdefault(reader.port, reader.id)
    return readers


def _read_reader(reader: str, table: TomlTable) -> ReaderConfig:
    protocol = table.text("protocol")
    is_text = protocol == TEXT_LINE
    if not is_text:
        table.refuse(TEXT_LINE_KEYS, f'only protocol "{TEXT_LINE}" uses this')
    medium = table.choice("medium", Medium) if is_text else Medium.TAG
    pattern = _read_pattern(table, medium) if is_text and table.has("pattern") else None
    is_scaled = pattern is not None and "(?P<confidence>" in pattern
    return ReaderConfig(
        id=reader,
        lane=table.text("lane"),
        port=str(table.file_path("port")),
        protocol=protocol,
        baud=_read_baud(table),
        confirmations=table.integer("confirmations", CONFIRMATIONS, 1),
        medium=medium,
        pattern=pattern,
        confidence_scale=table.number("confidence_scale", SCALE, None if is_scaled else 1.0),
    )


def _read_pattern(table: TomlTable, medium: Medium) -> str:
    pattern = table.text("pattern")
    try:
        groups = re.compile(pattern).groupindex
    except re.error as error:
        table.problem("pattern", f"not a regular expression: {error}")
        return pattern
    if table.is_sound("pattern", "medium") and medium not in groups:
        table.problem("pattern", f"must name what it reads: (?P<{medium}>...)")
    return pattern


def _read_baud(table: TomlTable) -> int:
    baud = table.integer("baud", Span(min(BAUDS), max(BAUDS)), 9600)
    if baud not in BAUDS:
        table.problem("baud", f"no serial speed; use one of {', '.join(map(str, BAUDS))}")
    return baud
