"""`[reader.…]` of `gate.toml`: one reader on a serial port."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gate.config.board import BoardConfig
from gate.config.toml_table import Span, TomlTable, did_you_mean
from gate.core.values.model import Medium

OSDP: Final = "osdp"
KEYS: Final = ("address", "key_file", "secure")
ADDRESSES: Final = Span(0, 126)
"""127 is everybody."""


@dataclass(frozen=True, slots=True)
class OsdpConfig:
    """One reader on an OSDP bus. Without a key file nothing on the cable is secret or proved."""

    address: int
    key_file: Path | None

    def describe(self) -> str:
        """Say which reader of the bus it is, and who may listen in."""
        secret = "in the clear" if self.key_file is None else f"key in {self.key_file}"
        return f"address {self.address}, {secret}"


def read_osdp(table: TomlTable) -> OsdpConfig:
    """Read the keys of one reader; secure unless the site says that it is not."""
    address = table.integer("address", ADDRESSES, 0)
    if table.flag("secure", default=True):
        return OsdpConfig(address, table.file_path("key_file"))
    table.refuse(["key_file"], "secure = false uses no key")
    return OsdpConfig(address, None)


BAUDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
TEXT_LINE: Final = "text_line"
LINES: Final = {TEXT_LINE: None, "nedap_anpr": Medium.PLATE}
"""Protocols that carry lines of text, and the medium of those that mostly have one."""
LINE_KEYS: Final = ("medium", "pattern", "confidence_scale")
INVENTIVE: Final = {"rdm6300", "rdm6300_raw13", "rdm6300_sum"}
"""Modules that report tags with no card near: one frame alone is not believed."""
ONCE_ONLY: Final = {"id12la"}
"""Readers that send one frame as long as a tag stays: two equal ones never come."""
SEVERAL_ANTENNAS: Final = "reader288"
ANTENNAS: Final = Span(1, 4)
CONFIRMATIONS: Final = Span(1, 5)
SCALE: Final = Span(1, 1000)
"""The highest confidence a camera can report: 1, 100, 255, 1000 are in use."""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """One serial reader. `pattern` and `confidence_scale` serve protocols of text lines only.

    Without a pattern the whole line is the credential. `ends_by_gap`: lines come without an end.
    `reversed_bytes`: tags come with the last byte first. `antennas` are asked in turn.
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
    ends_by_gap: bool = False
    reversed_bytes: bool = False
    antennas: int = 1
    osdp: OsdpConfig | None = None

    def describe(self) -> list[str]:
        """Return one line for the reader and its port."""
        line = f"{self.protocol} at {self.baud} baud on {self.port}"
        if self.osdp is not None:
            line = f"{line}, {self.osdp.describe()}"
        return [f"reader {self.id}: lane {self.lane}, {line}"]

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        place = f"[reader.{self.id}]"
        said = []
        if self.port.startswith(("/dev/ttyUSB", "/dev/ttyACM")):
            risk = "may be another reader after a restart; use its name in /dev/serial/by-id"
            said.append(f'{place} port = "{self.port}": {risk}')
        if self.osdp is not None and self.osdp.key_file is None:
            risk = "whoever reaches its cable can open the gate"
            said.append(f"{place} secure = false: {risk}")
        if self.protocol in ONCE_ONLY and self.confirmations > 1:
            risk = "this reader sends one frame per card and would never open; write 1"
            said.append(f"{place} confirmations = {self.confirmations}: {risk}")
        if self.protocol in INVENTIVE and self.confirmations == 1:
            risk = "these modules report tags with no card near; write 2"
            said.append(f"{place} confirmations = 1: {risk}")
        return said


def read_readers(
    tables: Mapping[str, TomlTable],
    lanes: Collection[str],
    boards: Mapping[str, BoardConfig],
) -> dict[str, ReaderConfig]:
    """Return all readers by id. Each belongs to one of `lanes`; only OSDP readers share a port."""
    readers = {reader: _read_reader(reader, table) for reader, table in tables.items()}
    ports: dict[str, ReaderConfig] = {}
    lines = {board.port: board.id for board in boards.values()}
    for reader in readers.values():
        table = tables[reader.id]
        if table.is_sound("lane") and reader.lane not in lanes:
            guess = did_you_mean(reader.lane, lanes)
            table.problem("lane", f"no such lane{guess or f'; add [lane.{reader.lane}]'}")
        if table.is_sound("port") and reader.port in lines:
            table.problem("port", f"in use by [board.{lines[reader.port]}]; name the other port")
        elif table.is_sound("port"):
            _check_port(reader, ports.setdefault(reader.port, reader), table)
    _check_addresses(readers, tables)
    return readers


def _check_port(reader: ReaderConfig, first: ReaderConfig, table: TomlTable) -> None:
    """Note a port that two readers cannot share; `first` is the one that named it first."""
    if reader is first:
        return
    if reader.osdp is None or first.osdp is None:
        table.problem("port", f"in use by [reader.{first.id}]; name the other port")
    elif table.is_sound("baud") and reader.baud != first.baud:
        table.problem("baud", f"[reader.{first.id}] on the same bus has {first.baud}")


def _check_addresses(readers: Mapping[str, ReaderConfig], tables: Mapping[str, TomlTable]) -> None:
    """Note readers of one bus that answer to the same address."""
    known: dict[tuple[str, int], str] = {}
    for reader in readers.values():
        if reader.osdp is None or not tables[reader.id].is_sound("port", "address"):
            continue
        owner = known.setdefault((reader.port, reader.osdp.address), reader.id)
        if owner != reader.id:
            fix = "give one of them another address"
            tables[reader.id].problem("address", f"in use by [reader.{owner}]; {fix}")


def _read_reader(reader: str, table: TomlTable) -> ReaderConfig:
    protocol = table.text("protocol")
    medium, pattern = Medium.TAG, None
    if protocol in LINES:
        medium = table.choice("medium", Medium, LINES[protocol])
        pattern = _read_pattern(table, medium) if table.has("pattern") else None
    elif protocol == OSDP:
        medium = Medium(table.one_of("medium", (Medium.TAG, Medium.PLATE), Medium.TAG))
        table.refuse(("pattern", "confidence_scale"), f'protocol "{OSDP}" sends no lines')
    else:
        table.refuse(LINE_KEYS, f"only protocols {' and '.join(LINES)} use this")
    if protocol != TEXT_LINE:
        table.refuse(["ends_by_gap"], f'only protocol "{TEXT_LINE}" uses this')
    if protocol != SEVERAL_ANTENNAS:
        table.refuse(["antennas"], f'only protocol "{SEVERAL_ANTENNAS}" uses this')
    if medium is not Medium.TAG:
        table.refuse(["reversed_bytes"], 'only medium "tag" uses this')
    if protocol != OSDP:
        table.refuse(KEYS, f'only protocol "{OSDP}" uses this')
    is_scaled = pattern is not None and "(?P<confidence>" in pattern
    doubtful = 2 if protocol in INVENTIVE else 1
    return ReaderConfig(
        id=reader,
        lane=table.text("lane"),
        port=str(table.file_path("port")),
        protocol=protocol,
        baud=_read_baud(table),
        confirmations=table.integer("confirmations", CONFIRMATIONS, doubtful),
        medium=medium,
        pattern=pattern,
        confidence_scale=table.number("confidence_scale", SCALE, None if is_scaled else 1.0),
        ends_by_gap=table.flag("ends_by_gap", default=False),
        reversed_bytes=table.flag("reversed_bytes", default=False),
        antennas=table.integer("antennas", ANTENNAS, 1),
        osdp=read_osdp(table) if protocol == OSDP else None,
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
