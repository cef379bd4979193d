"""What a reader's protocol makes of something in its field."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gate.config.gate_toml import ReaderConfig
from gate.core.values.model import Medium
from hardware.protocols import catalogue
from hardware.protocols.readers import nedap_anpr, text_line
from hardware.protocols.reversed import turned
from simulator.world import Sighting


def encode(reader: ReaderConfig, sighting: Sighting) -> bytes:
    """Return what the reader sends for a sighting; ValueError when its protocol cannot say it."""
    if reader.reversed_bytes and sighting.medium is Medium.TAG:
        sighting = replace(sighting, text=turned(sighting.text))
    return ENCODERS[reader.protocol](reader, sighting)


def _text(reader: ReaderConfig, sighting: Sighting) -> str:
    """Return the line of a camera or a scanner, with its confidence where the site reads one."""
    if sighting.confidence is None or "(?P<confidence>" not in (reader.pattern or ""):
        return sighting.text
    return f"{sighting.text},{sighting.confidence * reader.confidence_scale:.4g}"


def _line(reader: ReaderConfig, sighting: Sighting) -> bytes:
    line = text_line.encode(_text(reader, sighting))
    return line.rstrip() if reader.ends_by_gap else line


def _card(_: ReaderConfig, sighting: Sighting) -> bytes:
    """Return the data of a card, which a camera makes of its text."""
    if sighting.medium is Medium.TAG:
        return bytes.fromhex(sighting.text)
    return sighting.text.encode("ascii")


def _plainly(encode: Callable[[str], bytes]) -> Callable[[ReaderConfig, Sighting], bytes]:
    return lambda _, sighting: encode(sighting.text)


ENCODERS: Mapping[str, Callable[[ReaderConfig, Sighting], bytes]] = {
    **{name: _plainly(encode) for name, encode in catalogue.ENCODERS.items()},
    "nedap_anpr": lambda reader, sighting: nedap_anpr.encode(_text(reader, sighting)),
    "osdp": _card,
    "text_line": _line,
}
"""By protocol, as `hardware.protocols.catalogue.DECODERS`."""
