"""Tag numbers: one canonical form, and the ways they are printed and typed.

The canonical form is upper-case hexadecimal, whole bytes. A card of five bytes (EM4100: version,
then four of number) is also printed in decimal, mostly with bytes left out; a text of digits alone
may then be several numbers. The likeliest comes first, and who asked is told how it was understood.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

SHORTEST, LONGEST = 3, 32
"""Bytes of a tag: Wiegand 26 carries three, an EPC in use at most 32."""


class Spelling(StrEnum):
    """How a tag number was written."""

    HEX = "hex"
    EPC_WITH_PC = "epc_with_pc"  # hexadecimal, the protocol control word before the EPC
    CARD_10 = "card_10"  # 8H10D: the last four bytes, `0001217496`
    CARD_13 = "card_13"  # 10H12D: all five bytes
    CARD_3_5 = "card_3_5"  # Wiegand 26: `018,37848`
    CARD_5_5 = "card_5_5"  # 4H+4H: `00018,37848`
    CARD_8 = "card_8"  # Wiegand 26 without its comma: `01837848`
    CARD_8_PLAIN = "card_8_plain"  # 6H8D: the last three bytes
    CARD_PAIR = "card_pair"  # both on one card: `0001217496 018,37848`
    CARD_3_10 = "card_3_10"  # version and number: `75-4340757`


class Understood(NamedTuple):
    """A tag in canonical form, and the spelling it was taken from."""

    tag: str
    spelling: Spelling


def canonical_tag(text: str) -> str:
    """Return the likeliest tag a person means, in canonical form; ValueError when there is none."""
    return understand(text)[0].tag


def understand(text: str) -> tuple[Understood, ...]:
    """Return all tags a text may mean, the likeliest first; ValueError when it means none."""
    written = text.upper().strip()
    found = tuple(_printed(written))
    if written.isdecimal() and len(written) == _HEX_FIRST:
        found = (*_hexadecimal(written), *found)
    else:
        found = (*found, *_hexadecimal(written))
    if not found:
        raise ValueError(f"not a tag number: {text!r}")
    return found


def hex_tag(text: str) -> str:
    """Return what a reader wrote in hexadecimal, in canonical form; ValueError when it is none."""
    for tag, _ in _hexadecimal(text.upper().strip()):
        return tag
    raise ValueError(f"not a tag number in hexadecimal: {text!r}")


def decimal_tag(text: str) -> str:
    """Return what a reader wrote as on a card, in canonical form; ValueError when it is none."""
    for tag, _ in _printed(text.strip()):
        return tag
    raise ValueError(f"not a tag number as printed: {text!r}")


def unmistakable(tag: str) -> str:
    """Return a canonical tag so that it is understood as the same again: `0x` where in doubt."""
    return tag if canonical_tag(tag) == tag else f"0x{tag}"


def printed(tag: str) -> dict[Spelling, str]:
    """Return how cards show a canonical tag: none of them is more than 13 digits."""
    number = bytes.fromhex(tag)
    if len(number) > _CARD_BYTES:
        return {}
    low = int.from_bytes(number[-3:], "big")
    first, last = divmod(low, 1 << 16)
    shown = {
        Spelling.CARD_3_5: f"{first:03},{last:05}",
        Spelling.CARD_8_PLAIN: f"{low:08}",
    }
    if len(number) >= _CARD_10_BYTES:
        shown[Spelling.CARD_10] = f"{int.from_bytes(number[-4:], 'big'):010}"
    if len(number) == _CARD_BYTES:
        shown[Spelling.CARD_13] = f"{int.from_bytes(number, 'big'):013}"
    return shown


def enrolled_as(tag: str) -> tuple[str, ...]:
    """Return the canonical forms a tag that was read may be enrolled under, the fullest first.

    Most cards show only the last four or three bytes of the number they send.
    """
    size = len(tag) // 2
    return (tag, *(tag[-2 * bytes_ :] for bytes_ in (4, 3) if bytes_ < size <= _CARD_BYTES))


_CARD_BYTES = 5
_CARD_10_BYTES = 4
_HEX_FIRST = 6
"""Six digits: three bytes from a Wiegand converter more often than a decimal without its zeros."""

_LITERAL = re.compile(r"0X((?:[0-9A-F]{2})+)", re.ASCII)
_SEPARATORS = re.compile(r"[\s:._-]+")
_HEXADECIMAL = re.compile(r"(?:[0-9A-F]{2})+", re.ASCII)


def _hexadecimal(written: str) -> Iterator[Understood]:
    literal = _LITERAL.fullmatch(written)
    digits = literal[1] if literal else _SEPARATORS.sub("", written)
    if _HEXADECIMAL.fullmatch(digits) is None or not SHORTEST <= len(digits) // 2 <= LONGEST:
        return
    if literal is None and _has_pc(bytes.fromhex(digits)):
        yield Understood(digits[4:], Spelling.EPC_WITH_PC)
    yield Understood(digits, Spelling.HEX)


def _has_pc(number: bytes) -> bool:
    """Whether these are a PC and an EPC as long as it says.

    EPCs come in steps of four bytes, so that two more give the PC away.
    """
    shortest_epc = 8
    epc = len(number) - 2
    return epc >= shortest_epc and epc % 4 == 0 and (number[0] >> 3) * 2 == epc


def _card_10(match: re.Match[str]) -> str:
    return _number(match[1], 4)


def _card_13(match: re.Match[str]) -> str:
    return _number(match[1], 5)


def _card_3_5(match: re.Match[str]) -> str:
    return _number(match[1], 1) + _number(match[2], 2)


def _card_5_5(match: re.Match[str]) -> str:
    return _number(match[1], 2) + _number(match[2], 2)


def _card_8_plain(match: re.Match[str]) -> str:
    return _number(match[1], 3)


def _card_3_10(match: re.Match[str]) -> str:
    return _number(match[1], 1) + _number(match[2], 4)


def _card_pair(match: re.Match[str]) -> str:
    """Both numbers of one card; OverflowError when they are of two."""
    tag = _number(match[1], 4)
    if not tag.endswith(_number(match[2], 1) + _number(match[3], 2)):
        raise OverflowError("two cards")
    return tag


def _number(decimal: str, size: int) -> str:
    """Return a decimal number as so many bytes; OverflowError when it does not fit."""
    return int(decimal).to_bytes(size, "big").hex().upper()


_PRINTED: Mapping[Spelling, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    spelling: (re.compile(pattern, re.ASCII), bytes_of)
    for spelling, pattern, bytes_of in (
        (Spelling.CARD_PAIR, r"(\d{10})[\s,]+(\d{3})[\s,-]+(\d{5})", _card_pair),
        (Spelling.CARD_3_5, r"(\d{3})[\s,-]+(\d{5})", _card_3_5),
        (Spelling.CARD_5_5, r"(\d{5})[\s,-]+(\d{5})", _card_5_5),
        (Spelling.CARD_3_10, r"(\d{1,3})-(\d{3,10})", _card_3_10),
        (Spelling.CARD_8, r"(\d{3})(\d{5})", _card_3_5),
        (Spelling.CARD_8_PLAIN, r"(\d{8})", _card_8_plain),
        (Spelling.CARD_10, r"(\d{6,7}|\d{9,10})", _card_10),
        (Spelling.CARD_13, r"(\d{12,13})", _card_13),
    )
}
"""Each with its pattern and how its bytes are made. Zeros in front may lack in a number of 32 bits,
as one maker shows it, except where it would have eight digits: those are printed with theirs."""


def _printed(written: str) -> Iterator[Understood]:
    for spelling, (pattern, bytes_of) in _PRINTED.items():
        match = pattern.fullmatch(written)
        if match is None:
            continue
        try:
            yield Understood(bytes_of(match), spelling)
        except OverflowError:
            continue
