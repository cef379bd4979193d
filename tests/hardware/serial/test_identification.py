"""Every played reader is recognised, whatever speed it is set to."""

from dataclasses import replace
from random import Random

import pytest

from gate.core.values.model import Medium
from hardware.protocols import catalogue
from hardware.protocols.osdp_hello import answer, poll
from hardware.protocols.readers import rdm6300, text_line
from hardware.serial.identification import (
    LISTEN,
    ROUNDS,
    SPEEDS,
    VARIANTS,
    Bus,
    Candidate,
    Tried,
    best,
    identify,
)
from simulator.reader.head import ReaderHead
from simulator.reader.script import SCRIPTS
from simulator.world import Sighting
from tests.simulator.played_rigs import reader

CARD, EPC, PLATE = "01001293D8", "E28069950000400A8F398133", "N 1234 AP"
CARDS = {"rdm6300", "rdm6300_raw13", "rdm6300_sum", "em18_bare12", "id12la"}
USUAL = {
    **dict.fromkeys(SCRIPTS, 115200),
    "reader18": 57600,
    "reader288": 57600,
    "r2000_a0": 38400,
    "ccffff": 19200,
}
"""Speed of each played reader; 9600 where none is named."""


class PlayedCable:
    """A reader at one speed with a tag before it; at the others one sees noise of what it sends.

    `tag` is whether there is one; with `echoes` the adapter hands our words back.
    """

    def __init__(self, protocol: str, *, tag: bool = True, echoes: bool = False) -> None:
        medium = Medium.PLATE if protocol == "nedap_anpr" else Medium.TAG
        self.baud = USUAL.get(protocol, 9600)
        self.said: list[bytes] = []
        self._head = ReaderHead(replace(reader(protocol), medium=medium), Random(6))
        value = PLATE if medium is Medium.PLATE else CARD if protocol in CARDS else EPC
        self._sighting = Sighting(0.0, "masuk", medium, value)
        self._tag, self._echoes = tag, echoes
        self._pending = b""
        self._at = 0.0
        self._listened = 0

    def listen(self, baud: int, seconds: float) -> bytes:
        self._listened = baud
        self._at += seconds
        came, self._pending = self._pending, b""
        if self._tag:
            for beat in range(3):
                moment = self._at + beat * 0.06
                came += self._head.see(replace(self._sighting, at=moment))
        return came if baud == self.baud else Random(baud).randbytes(len(came))

    def say(self, message: bytes) -> None:
        self.said.append(message)
        if self._echoes:
            self._pending += message
        if self._listened == self.baud:
            self._pending += self._head.hear(message)


def last(cable: PlayedCable, *, asking: bool = True) -> Tried | Candidate:
    return list(identify(cable, asking=asking))[-1]


@pytest.mark.parametrize("protocol", catalogue.DECODERS)
def test_every_protocol_is_recognised_with_its_speed_and_what_it_read(protocol: str):
    cable = PlayedCable(protocol)
    found = last(cable)

    assert isinstance(found, Candidate)
    assert (found.variant.protocol, found.baud) == (protocol, cable.baud)
    values = {reading.credential.value for reading in found.readings}
    assert values == {cable._sighting.text.replace(" ", "")}


@pytest.mark.parametrize("protocol", SCRIPTS)
def test_a_reader_that_must_be_asked_is_known_without_a_tag_and_despite_an_echo(protocol: str):
    cable = PlayedCable(protocol, tag=False, echoes=True)
    found = last(cable)

    assert isinstance(found, Candidate)
    assert found.baud == cable.baud
    assert found.readings == ()
    family = {"reader18", "reader288"}
    same = family if protocol in family else {protocol}
    assert found.variant.protocol in same


def test_our_own_words_handed_back_are_nobody():
    cable = PlayedCable("rdm6300", tag=False, echoes=True)
    tries = list(identify(cable, asking=True))

    assert all(isinstance(each, Tried) for each in tries)
    assert len(tries) == ROUNDS * len(SPEEDS)


class OsdpCable:
    """A reader on its bus, at one address and one speed."""

    def __init__(self, address: int, baud: int) -> None:
        self._address, self._baud = address, baud
        self._listened = 0
        self._pending = b""

    def listen(self, baud: int, seconds: float) -> bytes:
        assert seconds > 0
        self._listened = baud
        came, self._pending = self._pending, b""
        return came

    def say(self, message: bytes) -> None:
        if self._listened == self._baud and message in {poll(), poll(self._address)}:
            self._pending = answer(message[2], 0x40)


@pytest.mark.parametrize(("address", "told"), [(0, 0), (5, 5), (9, None)])
def test_an_osdp_reader_is_found_with_its_address(address: int, told: int | None):
    found = list(identify(OsdpCable(address, 115200), asking=True))[-1]

    assert found == Bus(115200, told)


def test_who_only_listens_says_nothing():
    cable = PlayedCable("yrm100")

    assert isinstance(last(cable, asking=False), Tried)
    assert cable.said == []


def test_a_reader_that_was_started_is_stopped_again():
    cable = PlayedCable("chafon_ct")
    last(cable)

    assert cable.said[-1] == catalogue.make_dialogue("chafon_ct", VARIANTS[0].options).stop[0]


@pytest.mark.parametrize(
    ("line", "medium", "value", "group"),
    [
        ("0001217496", "tag", "001293D8", "decimal"),
        ("018,37848", "tag", "1293D8", "decimal"),
        ("00001001010010011110110001", "tag", "1293D8", "bits"),
        ("11110110101101100001001110", "tag", "1293D8", "swapped_bits"),
        ("01001293D8", "tag", "01001293D8", None),
        ("N 1234 AP,97", "plate", "N1234AP", "plate"),
        ("7K4-92M", "code", "7K492M", None),
    ],
)
def test_lines_of_text_are_told_apart(line: str, medium: str, value: str, group: str | None):
    found = best(text_line.encode(line) * 2, 9600)

    assert found is not None
    assert found.variant.protocol == "text_line"
    assert (str(found.readings[0].credential)) == f"{medium}:{value}"
    assert (group is None) is (found.variant.options.pattern is None)
    assert f"(?P<{group}>" in (found.variant.options.pattern or f"(?P<{group}>")


def test_a_noisy_line_is_still_understood_and_pure_noise_is_not():
    random = Random(6)
    frames = b"".join(rdm6300.encode(CARD) + random.randbytes(9) for _ in range(10))

    noisy = best(frames, 9600)
    assert noisy is not None
    assert noisy.variant.protocol == "rdm6300"
    assert best(random.randbytes(2000), 9600) is None
    assert best(b"", 9600) is None


def test_one_frame_in_a_lot_of_noise_proves_nothing():
    assert best(rdm6300.encode(CARD) + Random(6).randbytes(100), 9600) is None


def test_the_commonest_speed_is_listened_at_first():
    tried = next(identify(PlayedCable("rdm6300", tag=False), asking=False))

    assert tried == Tried(9600, b"")
    assert LISTEN > 1
