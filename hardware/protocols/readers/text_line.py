"""Readers, scanners and cameras that send lines of text (../README.md §3, §6).

What a line means is the site's pattern: a regular expression that fits the whole line and names the
groups `plate`, `tag` or `code` (whichever the medium is) and perhaps `confidence`. A tag is
hexadecimal unless the pattern says otherwise by a group inside: `decimal` as printed on cards,
`bits` of Wiegand, `swapped_bits` where the two data wires are swapped:
`(?P<tag>(?P<decimal>[0-9]{10}))`.

A line of the form `$…*hh` must carry the right checksum (XOR between `$` and `*`, as in NMEA 0183);
the pattern then sees what stands between the two.
"""

import re
from collections.abc import Callable, Mapping

from gate.core.values.model import Credential, Medium
from gate.core.values.plates import canonical
from gate.core.values.tags import decimal_tag, hex_tag
from hardware.protocols import wiegand
from hardware.protocols.checksums import xor_of
from hardware.protocols.decoder import Options, Reading
from hardware.protocols.lines import LONGEST, LineDecoder

_PRINTABLE = re.compile(r"[ -~]*")
_CHECKED = re.compile(r"\$(.*)\*([0-9A-Fa-f]{2})")
_CODE = re.compile(r"[A-Z0-9]+", re.ASCII)
_CODE_SEPARATORS = re.compile(r"[\s-]+")


def encode(line: str) -> bytes:
    """Return the bytes a reader sends for a line; ValueError when a line cannot hold it."""
    if len(line) > LONGEST or _PRINTABLE.fullmatch(line) is None:
        raise ValueError(f"not a line of at most {LONGEST} printable characters: {line!r}")
    return line.encode("ascii") + b"\r\n"


def with_checksum(text: str) -> str:
    """Return the line `$text*hh`."""
    return f"${text}*{xor_of(text.encode('ascii')):02X}"


class TextLine(LineDecoder):
    """Decoder of one reader. ValueError when its options cannot work."""

    def __init__(self, options: Options) -> None:
        super().__init__(Meaning(options), ends_by_gap=options.ends_by_gap)


class Meaning:
    """What the lines of one reader say, by its options. ValueError when those cannot work."""

    def __init__(self, options: Options) -> None:
        if options.confidence_scale <= 0:
            raise ValueError(f"confidence_scale = {options.confidence_scale} must be above 0")
        self._options = options
        self._pattern = _compile(options)

    def __call__(self, line: str) -> Reading:
        """Return what a line says; ValueError when it says nothing that this site expects."""
        match = self._pattern.fullmatch(_verified(line))
        if match is None:
            raise ValueError(f"the pattern does not fit: {line!r}")
        groups = match.groupdict()
        medium = self._options.medium
        spelling = next((each for each in _TAG_SPELLINGS if groups.get(each)), str(medium))
        value = _CANONICAL[spelling](groups[spelling] or "")
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
    if options.medium is not Medium.TAG and pattern.groupindex.keys() & _TAG_SPELLINGS.keys():
        raise ValueError(f"groups {', '.join(_TAG_SPELLINGS)} are for medium = tag")
    return pattern


def _verified(line: str) -> str:
    """Return what `$…*hh` carries, or the line when it has no such form."""
    match = _CHECKED.fullmatch(line)
    if match is None:
        return line
    if int(match[2], 16) != xor_of(match[1].encode("ascii")):
        raise ValueError(f"wrong checksum: {line!r}")
    return match[1]


def _code(text: str) -> str:
    """Return a pass code as the registry keeps it: without spaces and dashes."""
    code = _CODE_SEPARATORS.sub("", text.upper())
    if _CODE.fullmatch(code) is None:
        raise ValueError(f"not a pass code: {text!r}")
    return code


_TAG_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "decimal": decimal_tag,
    "bits": wiegand.decode,
    "swapped_bits": wiegand.decode_swapped,
}
_CANONICAL: Mapping[str, Callable[[str], str]] = {
    Medium.PLATE: canonical,
    Medium.TAG: hex_tag,
    Medium.CODE: _code,
    **_TAG_SPELLINGS,
}
