"""Which protocol a reader speaks: what arrives at each usual speed is tried on every decoder.

A reader that says nothing by itself is asked, in each language that is usual at that speed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gate.core.values.model import Medium
from hardware.protocols.catalogue import DIALOGUES, make_decoder
from hardware.protocols.decoder import Options, Reading
from hardware.protocols.osdp_hello import answers, poll

SPEEDS = (9600, 57600, 115200, 19200, 38400)
"""Bits a second, the commonest first."""

ASKED: Mapping[int, tuple[str, ...]] = {
    9600: ("reader18",),
    57600: ("reader18", "reader288"),
    115200: (
        *("yrm100", "r2000_a0", "chafon_prime_cf", "chafon_ct"),
        *("reader18", "reader288", "thingmagic"),
    ),
    38400: ("r2000_a0",),
}
"""By speed, what is asked there."""

LISTEN, ANSWER = 2.0, 0.3
"""Seconds given to a reader that talks, and to an answer."""

MOST_POLLS = 20
"""How often a reader that answers is asked for a tag."""

USUAL_ADDRESSES = 8
"""Addresses from 0 on that an OSDP reader is looked for at."""

ROUNDS = 3
"""How often all speeds are gone through."""

_WHOLLY, _MOSTLY = 0.8, 0.4
"""Shares of the bytes that one frame, and that several, must explain."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A protocol with what a site would have to say about it."""

    protocol: str
    options: Options = field(default_factory=Options)


DECIMAL = r"(?P<tag>(?P<decimal>[0-9]{3},[0-9]{5}|[0-9]{10}|[0-9]{8}))"
BITS = r"(?P<tag>(?P<bits>[01]{26,}))"
SWAPPED = r"(?P<tag>(?P<swapped_bits>[01]{26,}))"
PLATE = r"(?P<plate>[A-Z]{1,2} ?[0-9]{1,4} ?[A-Z]{0,3})(?:[-,;].*)?"

VARIANTS: tuple[Variant, ...] = (
    *map(
        Variant,
        (
            *("thingmagic", "chafon_prime_cf", "chafon_ct", "ccffff", "yrm100", "r2000_a0"),
            *("reader18", "reader288", "id12la", "rdm6300", "rdm6300_sum", "rdm6300_raw13"),
        ),
    ),
    Variant("nedap_anpr", Options(Medium.PLATE, PLATE)),
    Variant("nedap_upass"),
    Variant("em18_bare12"),
    Variant("text_line", Options(Medium.TAG, BITS)),
    Variant("text_line", Options(Medium.TAG, SWAPPED)),
    Variant("text_line", Options(Medium.TAG, DECIMAL)),
    Variant("text_line", Options(Medium.TAG)),
    Variant("text_line", Options(Medium.PLATE, PLATE)),
    Variant("text_line", Options(Medium.CODE)),
)
"""The strictest first: of two that explain the same, the first is right."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A protocol that explains what came. `share` of the bytes is right, 0 to 1."""

    variant: Variant
    baud: int
    frames: int
    share: float
    readings: tuple[Reading, ...]

    @property
    def is_good(self) -> bool:
        """Whether it explains enough: one frame nearly everything, several a good part."""
        return self.share >= (_WHOLLY if self.frames == 1 else _MOSTLY)


@dataclass(frozen=True, slots=True)
class Bus:
    """An OSDP reader answers; `address` None = none of the usual ones is its own."""

    baud: int
    address: int | None


@dataclass(frozen=True, slots=True)
class Tried:
    """A speed at which nothing was understood, and what came there."""

    baud: int
    came: bytes


class Cable(Protocol):
    """The cable to a reader. Both raise OSError when it is gone."""

    def listen(self, baud: int, seconds: float) -> bytes:
        """Return what comes in that time at that speed."""
        ...

    def say(self, message: bytes) -> None:
        """Put bytes on the cable at the speed last listened at."""
        ...


def identify(cable: Cable, *, asking: bool) -> Iterator[Tried | Candidate | Bus]:
    """Yield every try, and last the protocol that was found, if one was.

    `asking`: readers that are silent are asked. A protocol with a tag read ends the search.
    """
    for _ in range(ROUNDS):
        for baud in SPEEDS:
            came = cable.listen(baud, LISTEN)
            found: Candidate | Bus | None = best(came, baud)
            if found is None and asking:
                found = _ask(cable, baud) or _ask_osdp(cable, baud)
            if found is not None:
                yield found
                return
            yield Tried(baud, came)


def best(came: bytes, baud: int, variants: tuple[Variant, ...] = VARIANTS) -> Candidate | None:
    """Return what explains these bytes best; None when nothing does."""
    candidates = [_explain(variant, came, baud) for variant in variants]
    good = [each for each in candidates if each.frames and each.is_good]
    return max(good, key=lambda each: (bool(each.readings), round(each.share, 1)), default=None)


def _explain(variant: Variant, came: bytes, baud: int) -> Candidate:
    decoder = make_decoder(variant.protocol, variant.options)
    readings = decoder.feed(came) + decoder.flush()
    share = 1 - decoder.faults.dropped_bytes / max(len(came), 1)
    return Candidate(variant, baud, decoder.good_frames, share, tuple(readings))


def _ask(cable: Cable, baud: int) -> Candidate | None:
    """Ask in every language of a speed; stay with the first that is answered."""
    answered = None
    for protocol in ASKED.get(baud, ()):
        found = _ask_in(cable, baud, Variant(protocol))
        if found is not None and found.readings:
            return found
        answered = answered or found
    return answered


def _ask_osdp(cable: Cable, baud: int) -> Bus | None:
    """Poll everybody, and if there is an answer, the usual addresses."""
    if not any(answers(_answer(cable, baud, poll()))):
        return None
    for address in range(USUAL_ADDRESSES):
        if address in answers(_answer(cable, baud, poll(address))):
            return Bus(baud, address)
    return Bus(baud, None)


def _ask_in(cable: Cable, baud: int, variant: Variant) -> Candidate | None:
    dialogue = DIALOGUES[variant.protocol](variant.options)
    came, found = b"", None
    for message in (*dialogue.start, *dialogue.polls * MOST_POLLS):
        came += _answer(cable, baud, message)
        found = best(came, baud, (variant,))
        answered = message not in dialogue.polls or found is not None
        if not answered or (found is not None and found.readings):
            break
    for message in dialogue.stop:
        _answer(cable, baud, message)
    return found


def _answer(cable: Cable, baud: int, message: bytes) -> bytes:
    """Say something and return what comes but for our own words, which some adapters echo."""
    cable.say(message)
    return cable.listen(baud, ANSWER).replace(message, b"")
