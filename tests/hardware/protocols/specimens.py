"""One specimen of each protocol in the catalogue: what it can say and what may be asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from gate.core.model import Medium
from hardware.protocols.catalogue import DECODERS, ENCODERS
from hardware.protocols.decoder import Decoder, Options, Reading


def card(random: Random) -> str:
    return f"{random.randrange(1, 1 << 40):010X}"


def epc(random: Random) -> str:
    return random.randbytes(4 * random.randint(1, 8)).hex().upper()


def plate(random: Random) -> str:
    letters = "".join(random.choices("ABCDEFGHKLNPSTW", k=random.randint(2, 5)))
    return f"{letters[:2]}{random.randint(1, 9999)}{letters[2:]}"


@dataclass(frozen=True, slots=True)
class Specimen:
    """`checked`: one wrong byte cannot make another tag. `framed`: no gap is needed to find it.

    `end` are the last bytes that a credential can do without.
    """

    name: str
    value: Callable[[Random], str]
    options: Options = field(default_factory=Options)
    checked: bool = True
    framed: bool = True
    end: int = 0

    def decoder(self) -> Decoder:
        return DECODERS[self.name](self.options)

    def encode(self, value: str) -> bytes:
        return ENCODERS[self.name](value)


SPECIMENS: Mapping[str, Specimen] = {
    specimen.name: specimen
    for specimen in (
        Specimen("rdm6300", card),
        Specimen("rdm6300_raw13", card),
        Specimen("rdm6300_sum", card),
        Specimen("em18_bare12", card, framed=False),
        Specimen("id12la", card),
        Specimen("text_line", epc, checked=False, framed=False, end=1),
        Specimen("nedap_upass", epc, checked=False, framed=False, end=1),
        Specimen("nedap_anpr", plate, Options(Medium.PLATE)),
        Specimen("reader18", epc),
        Specimen("reader288", epc),
        Specimen("chafon_prime_cf", epc),
        Specimen("chafon_ct", epc),
        Specimen("ccffff", epc),
        Specimen("yrm100", epc),
        Specimen("r2000_a0", epc),
        Specimen("thingmagic", epc),
    )
}


def values(readings: list[Reading]) -> list[str]:
    return [reading.credential.value for reading in readings]
