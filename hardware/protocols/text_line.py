"""Readers and cameras that send lines of text (protocols.md §3, §6).

A line is printable ASCII, at most 64 characters, ended by CR, LF or both, or framed by STX and ETX.
What it means is the site's pattern: a regular expression that fits the whole line and names the
groups `plate`, `tag` or `code` (whichever the medium is) and perhaps `confidence`. A line of the
form `$…*hh` must carry the right checksum (XOR between `$` and `*`, as in NMEA 0183); the pattern
then sees what stands between the two.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

from gate.core.model import Credential, Medium
from gate.core.plates import canonical
from gate.core.tags import hex_tag
from hardware.protocols.decoder import Faults, Options, Reading

STX = 0x02
ENDS = b"\r\n\x03"
LONGEST = 64

_PRINTABLE = re.compile(r"[ -~]*")
_CHECKED = re.compile(r"\$(.*)\*([0-9A-Fa-f]{2})")
_CODE = re.compile(r"[A-Z0-9]+")


def encode(line: str) -> bytes:
    """Return the bytes a reader sends for a line; ValueError when a line cannot hold it."""
    if len(line) > LONGEST or _PRINTABLE.fullmatch(line) is None:
        raise ValueError(f"not a line of at most {LONGEST} printable characters: {line!r}")
    return line.encode("ascii") + b"\r\n"


def with_checksum(text: str) -> str:
    """Return the line `$text*hh`."""
    return f"${text}*{_checksum(text):02X}"


class TextLine:
    """Decoder of one reader. ValueError when its options cannot work."""

    def __init__(self, options: Options) -> None:
        if options.confidence_scale <= 0:
            raise ValueError(f"confidence_scale = {options.confidence_scale} must be above 0")
        self.faults = Faults()
        self._options = options
        self._pattern = _compile(options)
        self._line: bytearray | None = bytearray()  # None: spoilt, dropped up to its end

    def feed(self, data: bytes) -> list[Reading]:
        """Return what the lines say that these bytes complete."""
        readings = (self._take(byte) for byte in data)
        return [reading for reading in readings if reading is not None]

    def flush(self) -> list[Reading]:
        """Forget a line whose end does not come: half a number must not become another number."""
        self._begin()
        return []

    def _take(self, byte: int) -> Reading | None:
        if byte in ENDS:
            return self._end()
        if byte == STX:
            self._begin()
        elif self._line is None:
            self.faults.dropped_bytes += 1
        elif len(self._line) == LONGEST or not ord(" ") <= byte <= ord("~"):
            self.faults.bad_frames += 1
            self.faults.dropped_bytes += len(self._line) + 1
            self._line = None
        else:
            self._line.append(byte)
        return None

    def _begin(self) -> None:
        self.faults.dropped_bytes += len(self._line or b"")
        self._line = bytearray()

    def _end(self) -> Reading | None:
        if self._line:  # else spoilt, or the second half of CR LF
            try:
                reading = self._read(self._line.decode("ascii"))
            except ValueError:
                self.faults.bad_frames += 1
            else:
                self._line = bytearray()
                return reading
        self._begin()
        return None

    def _read(self, line: str) -> Reading:
        """Return what a line says; ValueError when it says nothing that this site expects."""
        match = self._pattern.fullmatch(_verified(line))
        if match is None:
            raise ValueError(f"the pattern does not fit: {line!r}")
        groups = match.groupdict()
        medium = self._options.medium
        value = _CANONICAL[medium](groups[medium] or "")
        return Reading(Credential(medium, value), self._confidence(groups.get("confidence")))

    def _confidence(self, text: str | None) -> float | None:
        if not text:
            return None
        confidence = float(text) / self._options.confidence_scale
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence {text} is beyond the scale")
        return confidence


def _compile(options: Options) -> re.Pattern[str]:
    if options.pattern is None:
        return re.compile(f"(?P<{options.medium}>.*)")
    try:
        pattern = re.compile(options.pattern)
    except re.error as error:
        raise ValueError(f"pattern is no regular expression: {error}") from error
    if options.medium not in pattern.groupindex:
        raise ValueError(f"pattern lacks the group (?P<{options.medium}>…) that medium asks for")
    return pattern


def _verified(line: str) -> str:
    """Return what `$…*hh` carries, or the line when it has no such form."""
    match = _CHECKED.fullmatch(line)
    if match is None:
        return line
    if int(match[2], 16) != _checksum(match[1]):
        raise ValueError(f"wrong checksum: {line!r}")
    return match[1]


def _checksum(text: str) -> int:
    return reduce(xor, text.encode("ascii"), 0)


def _code(text: str) -> str:
    code = text.strip().upper()
    if _CODE.fullmatch(code) is None:
        raise ValueError(f"not a pass code: {text!r}")
    return code


_CANONICAL: Mapping[Medium, Callable[[str], str]] = {
    Medium.PLATE: canonical,
    Medium.TAG: hex_tag,
    Medium.CODE: _code,
}
