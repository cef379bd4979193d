"""Indonesian number plates (Perpol 7/2021; `gate/core/README.md` §1).

Civil: region, number without leading zero, series of up to three letters. Special: state officials
(`RI 1`), diplomatic and consular cars (`CD`, `CC`, `CH`), police and army (`1234-IX`, `1234-07`,
which in canonical form have lost their dash).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

LETTER, DIGIT = "L", "D"
"""What has its place somewhere in a plate; `LDDDDLL` is how `N1234AP` is built."""

LOOKALIKES = {
    "0": "DOQU",
    "1": "ILT",
    "2": "Z",
    "4": "A",
    "5": "S",
    "6": "G",
    "7": "T",
    "8": "B",
}
"""The letters that each digit is taken for."""

_AS_DIGIT = {
    letter: "".join(digit for digit, letters in LOOKALIKES.items() if letter in letters)
    for letter in sorted(set("".join(LOOKALIKES.values())))
}


def readings(read: str, build: str, most: int) -> Iterator[tuple[str, int]]:
    """Yield what a read stands for if it is built so, with how many characters were taken wrongly.

    `read` is canonical and as long as `build`; beyond `most` errors nothing is yielded.
    """
    found = [("", 0)]
    for character, kind in zip(read, build, strict=True):
        meant = _meant(character, kind)
        price = 0 if meant == character else 1
        found = [
            (before + each, cost + price)
            for before, cost in found
            if cost + price <= most
            for each in meant
        ]
        if not found:
            return
    yield from found


def _meant(character: str, kind: str) -> str:
    """Return the character itself where it has its place, else what it looks like."""
    if character.isdigit() is (kind == DIGIT):
        return character
    return (_AS_DIGIT if kind == DIGIT else LOOKALIKES).get(character, "")


REGIONS = frozenset(
    {
        *"ABDEFGHKLMNPRSTWZ",
        *("AA", "AB", "AD", "AE", "AG"),
        *("BA", "BB", "BD", "BE", "BG", "BH", "BK", "BL", "BM", "BN", "BP"),
        *("DA", "DB", "DC", "DD", "DE", "DG", "DH", "DK", "DL", "DM", "DN"),
        *("DP", "DR", "DT", "DW", "EA", "EB", "ED", "KB", "KH", "KT", "KU"),
        *("PA", "PB", "PG", "PS", "PT", "PY"),
    }
)
"""Every region that plates are issued for, those of 2024 included."""

REGION = re.compile(r"[A-Z]{1,2}")

_ROMAN = "XX|X?(?:IX|IV|V?I{1,3}|V)|X"
_SPECIAL = re.compile(
    rf"RI[1-9][0-9]{{0,2}}|C[CDH][0-9]{{2,7}}|[0-9]{{3,7}}|[0-9]{{1,5}}(?:{_ROMAN})"
)
_SERIES = re.compile(r"[A-Z]{1,2}[0-9]+([A-Z]+)")
_LONGEST_SERIES, _LONGEST_NUMBER = 3, 4
_LONGEST_FORCE, _LONGEST_ROMAN = 7, 5
"""Digits of a police or army plate, and letters of the number that may stand behind them."""


class Indonesia:
    """The grammar; `regions` are the codes that are known, None = all there are."""

    def __init__(self, regions: Iterable[str] | None = None) -> None:
        self.regions = REGIONS if regions is None else frozenset(regions)
        civil = rf"(?:{'|'.join(sorted(self.regions))})[1-9][0-9]{{0,3}}[A-Z]{{0,3}}"
        self._civil = re.compile(civil)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Indonesia) and self.regions == other.regions

    def __hash__(self) -> int:
        return hash(self.regions)

    def explanations(self, read: str, most: int) -> Mapping[str, int]:
        """Return every plate that a camera may have taken for `read`, with its errors."""
        if _SPECIAL.fullmatch(read):
            return {read: 0}  # `RI1` is never a misread `R11`
        return {
            plate: errors
            for build in _builds(len(read))
            for plate, errors in readings(read, build, most)
            if self._civil.fullmatch(plate) or _SPECIAL.fullmatch(plate)
        }

    def shared(self, plate: str) -> bool:
        """Say whether it may be one of two: in a series, O and the crossed O are two letters."""
        series = _SERIES.fullmatch(plate)
        return series is not None and "O" in series[1]


@cache
def _builds(length: int) -> tuple[str, ...]:
    """How a plate of so many characters may be built, special classes included."""
    return tuple(
        LETTER * region + DIGIT * number + LETTER * series
        for region in (0, 1, 2)
        for number in range(1, _LONGEST_FORCE + 1)
        if (series := length - region - number) >= 0
        and (
            series <= (_LONGEST_SERIES if region else _LONGEST_ROMAN)
            and (number <= _LONGEST_NUMBER or region != 1)
        )
    )
