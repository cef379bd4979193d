"""One specimen of each protocol in the catalogue: what it can say and what may be asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from gate.core.values.model import Medium
from hardware.protocols.catalogue import DECODERS, ENCODERS
from hardware.protocols.checksums import complement_of, sum_of, xor_of
from hardware.protocols.decoder import Decoder, Options, Reading
from hardware.protocols.readers import (
    chafon_prime_cf,
    nedap_anpr,
    r2000_a0,
    reader18,
    thingmagic,
    yrm100,
)


def card(random: Random) -> str:
    return f"{random.randrange(1, 1 << 40):010X}"


def epc(random: Random) -> str:
    return random.randbytes(4 * random.randint(1, 8)).hex().upper()


def plate(random: Random) -> str:
    letters = "".join(random.choices("ABCDEFGHKLNPSTW", k=random.randint(2, 5)))
    return f"{letters[:2]}{random.randint(1, 9999)}{letters[2:]}"


def sealed_reader18(content: bytes) -> bytes:
    codes = (reader18.INVENTORY, reader18.SCANNED, reader18.SINGLE_INVENTORY)
    code, status = (content[:2] + bytes(2))[:2]
    return reader18.reply(codes[code % len(codes)], status % 5, content[2:200])


def sealed_prime(content: bytes) -> bytes:
    return chafon_prime_cf.command(chafon_prime_cf.INVENTORY, b"\0" + content[:200])


def sealed_ct(content: bytes) -> bytes:
    frame = b"CT" + (len(content) + 4).to_bytes(2, "big") + b"\x00\x45\x01" + content
    return frame + bytes([complement_of(frame)])


def sealed_cc(content: bytes) -> bytes:
    content = content[:64]
    frame = bytes.fromhex("CCFFFF2005") + bytes([len(content)]) + content
    return frame + bytes([complement_of(frame)])


def sealed_yrm100(content: bytes) -> bytes:
    content = content[:128]
    inside = bytes([yrm100.NOTICE, yrm100.INVENTORY, 0, len(content)]) + content
    return b"\xbb" + inside + bytes([sum_of(inside), yrm100.END])


def sealed_r2000(content: bytes) -> bytes:
    return r2000_a0.command(r2000_a0.REAL_TIME, content[:200])


def sealed_thingmagic(content: bytes) -> bytes:
    return thingmagic.answer(
        thingmagic.STREAMED, thingmagic.GOOD, bytes.fromhex("10001B01FF") + content[:200]
    )


def sealed_anpr(content: bytes) -> bytes:
    content = content[:128]
    frame = nedap_anpr.HEAD + bytes(4) + len(content).to_bytes(4, "big") + content
    return frame + bytes([xor_of(frame)]) + nedap_anpr.TAIL


@dataclass(frozen=True, slots=True)
class Specimen:
    """`checked`: one wrong byte cannot make another tag. `framed`: no gap is needed to find it.

    `end` are the last bytes that a credential can do without. `sealed` puts any content where a tag
    report has its own, with right lengths and checksums around: bytes that only lie inside.
    """

    name: str
    value: Callable[[Random], str]
    options: Options = field(default_factory=Options)
    checked: bool = True
    framed: bool = True
    end: int = 0
    sealed: Callable[[bytes], bytes] | None = None

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
        Specimen("nedap_anpr", plate, Options(Medium.PLATE), sealed=sealed_anpr),
        Specimen("reader18", epc, sealed=sealed_reader18),
        Specimen("reader288", epc, sealed=sealed_reader18),
        Specimen("chafon_prime_cf", epc, sealed=sealed_prime),
        Specimen("chafon_ct", epc, sealed=sealed_ct),
        Specimen("ccffff", epc, sealed=sealed_cc),
        Specimen("yrm100", epc, sealed=sealed_yrm100),
        Specimen("r2000_a0", epc, sealed=sealed_r2000),
        Specimen("thingmagic", epc, sealed=sealed_thingmagic),
    )
}


def values(readings: list[Reading]) -> list[str]:
    return [reading.credential.value for reading in readings]
