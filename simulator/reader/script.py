"""How readers that must be told answer, by protocol. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hardware.protocols.readers import (
    chafon_ct,
    chafon_prime_cf,
    r2000_a0,
    reader18,
    reader288,
    thingmagic,
    yrm100,
)

Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What a reader does at each command it knows, byte for byte.

    `replies` are always the same; `rounds` tell the tags seen since the round before. A reader with
    `starts` reports by itself from then on, until one of `stops`.
    """

    replies: Mapping[bytes, bytes] = field(default_factory=dict)
    rounds: Mapping[bytes, Callable[[Tags], bytes]] = field(default_factory=dict)
    starts: frozenset[bytes] = frozenset()
    stops: frozenset[bytes] = frozenset()

    @property
    def commands(self) -> frozenset[bytes]:
        """All commands it knows."""
        return frozenset(self.replies) | frozenset(self.rounds) | self.starts | self.stops


def _round288(antenna: int) -> Callable[[Tags], bytes]:
    def tell(tags: Tags) -> bytes:
        found = b"".join(reader288.encode(tag, antenna) for tag in tags)
        return found or reader18.reply(reader18.INVENTORY, 0xFB)

    return tell


def _round_r2000(tags: Tags) -> bytes:
    return b"".join(map(r2000_a0.encode, tags)) + r2000_a0.encode_summary(len(tags))


def _round_yrm100(tags: Tags) -> bytes:
    return b"".join(map(yrm100.encode, tags)) or yrm100.encode_no_tag()


_INFORMATION = reader18.command(reader18.INFORMATION)
_VERSION = reader18.reply(reader18.INFORMATION, 0, bytes.fromhex("0201090330001E0A"))
_ANSWERS_WHEN_ASKED = bytes.fromhex("00001E0A0F010002040206000000")
_CT_START, _CT_STOP = (chafon_ct.command(code) for code in (chafon_ct.START, chafon_ct.STOP))
_NOTHING_FOUND = b"\x12"
_PRIME_STOP = chafon_prime_cf.command(chafon_prime_cf.STOP)
_GEN2 = thingmagic.command(thingmagic.SET_PROTOCOL, bytes.fromhex("0005"))

SCRIPTS: Mapping[str, Script] = {
    "chafon_ct": Script(
        replies={code: chafon_ct.reply(code[5]) for code in (_CT_START, _CT_STOP)},
        starts=frozenset({_CT_START}),
        stops=frozenset({_CT_STOP}),
    ),
    "chafon_prime_cf": Script(
        replies={
            chafon_prime_cf.START: chafon_prime_cf.command(
                chafon_prime_cf.INVENTORY, _NOTHING_FOUND, address=0
            ),
            _PRIME_STOP: chafon_prime_cf.command(chafon_prime_cf.STOP, b"\0", address=0),
        },
        starts=frozenset({chafon_prime_cf.START}),
        stops=frozenset({_PRIME_STOP}),
    ),
    "r2000_a0": Script(
        rounds={r2000_a0.command(r2000_a0.REAL_TIME, bytes([1])): _round_r2000},
    ),
    "reader18": Script(
        replies={
            _INFORMATION: _VERSION,
            reader18.command(reader18.WORK_MODE): reader18.reply(
                reader18.WORK_MODE, 0, _ANSWERS_WHEN_ASKED
            ),
        },
        rounds={reader18.command(reader18.INVENTORY): reader18.encode_inventory},
    ),
    "reader288": Script(
        replies={_INFORMATION: _VERSION},
        rounds={reader288.inventory(antenna): _round288(antenna) for antenna in range(1, 5)},
    ),
    "thingmagic": Script(
        replies={
            thingmagic.STOP: thingmagic.answer(thingmagic.SEARCH, thingmagic.GOOD),
            thingmagic.START: thingmagic.answer(thingmagic.SEARCH, thingmagic.GOOD),
            _GEN2: thingmagic.answer(thingmagic.SET_PROTOCOL, thingmagic.GOOD),
        },
        starts=frozenset({thingmagic.START}),
        stops=frozenset({thingmagic.STOP}),
    ),
    "yrm100": Script(
        replies={
            yrm100.command(yrm100.STOP): yrm100.reply(yrm100.STOP, b"\0"),
        },
        rounds={yrm100.command(yrm100.INVENTORY): _round_yrm100},
    ),
}
"""By protocol: exactly those that `hardware.protocols.catalogue.DIALOGUES` asks."""
