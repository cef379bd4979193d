"""Played readers, against the real decoders and the real questions."""

from dataclasses import replace
from random import Random

import pytest

from gate.config.gate_toml import ReaderConfig
from gate.config.reader import OSDP
from gate.core.values.model import Medium
from hardware.protocols.catalogue import DECODERS, DIALOGUES
from hardware.serial.decoding import decoder_of, dialogue_of
from simulator.reader.bad_line import Trouble
from simulator.reader.head import MOST_TAGS, ReaderHead
from simulator.reader.script import SCRIPTS
from simulator.reader.spelling import ENCODERS
from simulator.world import Sighting
from tests.simulator.played_rigs import reader

EPC = "E28069950000400A8F398133"


def head(protocol: str, **more: object) -> tuple[ReaderHead, ReaderConfig]:
    config = replace(reader(protocol), **more)
    return ReaderHead(config, Random(6)), config


def seen(tag: str, at: float = 0.0) -> Sighting:
    return Sighting(at, "masuk", Medium.TAG, tag)


def read(config: ReaderConfig, data: bytes) -> list[str]:
    decoder = decoder_of(config)
    found = decoder.feed(data) + decoder.flush()
    return [reading.credential.value for reading in found]


def test_all_protocols_can_be_played_and_all_that_must_be_asked_have_a_script() -> None:
    assert ENCODERS.keys() == DECODERS.keys() | {OSDP}
    assert SCRIPTS.keys() == DIALOGUES.keys()


@pytest.mark.parametrize("protocol", SCRIPTS)
def test_a_reader_that_must_be_asked_is_silent_until_then(protocol: str) -> None:
    played, config = head(protocol)
    dialogue = dialogue_of(config)
    assert dialogue is not None
    assert played.see(seen(EPC)) == b""

    for message in dialogue.start:
        played.hear(message)
    answer = played.hear(dialogue.polls[0])

    assert read(config, answer + played.see(seen(EPC, 0.1))) == [EPC]


@pytest.mark.parametrize("protocol", SCRIPTS)
def test_every_poll_is_answered_with_a_good_frame_though_there_is_no_tag(protocol: str) -> None:
    played, config = head(protocol)
    dialogue = dialogue_of(config)
    assert dialogue is not None
    decoder = decoder_of(config)
    for message in (*dialogue.start, dialogue.polls[0]):
        assert decoder.feed(played.hear(message)) == []

    assert decoder.good_frames == len(dialogue.start) + 1
    assert decoder.faults.dropped_bytes == 0


def test_a_round_tells_each_tag_once() -> None:
    played, config = head("reader288", antennas=2)
    dialogue = dialogue_of(config)
    assert dialogue is not None
    for tag in (EPC, "30751FEB705C5904E3D50D70", EPC):
        played.see(seen(tag))

    first, second = (played.hear(poll) for poll in dialogue.polls)

    assert sorted(read(config, first)) == ["30751FEB705C5904E3D50D70", EPC]
    assert read(config, second) == []


def test_a_reader_told_to_stop_reports_no_more_nor_after_a_power_cut() -> None:
    for end in ("stop", "power"):
        played, config = head("chafon_ct")
        dialogue = dialogue_of(config)
        assert dialogue is not None
        played.hear(dialogue.polls[0])
        assert played.see(seen(EPC))
        if end == "stop":
            played.hear(dialogue.stop[0])
        else:
            played.power_cut()

        assert played.see(seen(EPC)) == b""


def test_commands_are_understood_cut_together_and_after_nonsense() -> None:
    played, config = head("reader18")
    dialogue = dialogue_of(config)
    assert dialogue is not None
    played.see(seen(EPC))
    line = b"nonsense" + dialogue.start[0] + dialogue.polls[0]

    assert read(config, b"".join(played.hear(bytes([byte])) for byte in line)) == [EPC]


def test_few_tags_are_remembered() -> None:
    played, config = head("reader18")
    dialogue = dialogue_of(config)
    assert dialogue is not None
    for number in range(3 * MOST_TAGS):
        played.see(seen(f"E2{number:06X}"))

    assert len(read(config, played.hear(dialogue.polls[0]))) <= MOST_TAGS


def test_some_readers_send_one_frame_as_long_as_a_tag_stays() -> None:
    played, _ = head("id12la")
    frames = [played.see(seen("01001293D8", at)) for at in (0.0, 0.1, 0.2, 1.0, 1.1)]

    assert [bool(frame) for frame in frames] == [True, False, False, True, False]


def test_a_bad_line_spoils_what_is_sent() -> None:
    played, config = head("rdm6300")
    played.troubles = frozenset({Trouble.DOUBLE})

    assert read(config, played.see(seen("01001293D8"))) == ["01001293D8"] * 2


@pytest.mark.parametrize(
    ("protocol", "more", "text", "value"),
    [
        ("rdm6300", {"reversed_bytes": True}, "01001293D8", "01001293D8"),
        ("text_line", {"ends_by_gap": True}, "01001293D8", "01001293D8"),
        ("nedap_anpr", {"medium": Medium.PLATE}, "N 1234 AP", "N1234AP"),
        ("text_line", {"medium": Medium.PLATE}, "N 1234 AP", "N1234AP"),
    ],
    ids=["reversed", "gap", "anpr", "camera"],
)
def test_what_the_site_says_about_a_reader_is_played(
    protocol: str, more: dict[str, object], text: str, value: str
) -> None:
    played, config = head(protocol, **more)

    sent = played.see(Sighting(0.0, "masuk", config.medium, text, 0.9))

    assert read(config, sent) == [value]
