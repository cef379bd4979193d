"""Every frame in the guide to the protocols is read as the guide says."""

import re
from pathlib import Path

import pytest
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest, WriteSingleCoilRequest

from gate.core.values.model import Medium
from gate.core.values.tags import understand
from hardware.modbus.line import FlashOn
from hardware.osdp.card import credential
from hardware.protocols import osdp_hello
from hardware.protocols.catalogue import DECODERS
from hardware.protocols.decoder import Options
from hardware.protocols.readers import reader18, thingmagic, yrm100
from hardware.protocols.wiegand import decode, decode_swapped, tag_of_plate

TEXT = (Path(__file__).parents[3] / "hardware/protocols/README.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `(\w+)`(.*?) \| `([0-9A-F ]+)` \| (.*?) \| .* \|")
EXAMPLES = [ROW.fullmatch(line) for line in TEXT.splitlines()]
FRAMES = [found.groups() for found in EXAMPLES if found is not None]


@pytest.mark.parametrize(("protocol", "settings", "frame", "says"), FRAMES)
def test_a_frame_is_read_as_the_guide_says(protocol: str, settings: str, frame: str, says: str):
    medium = re.search(r'`medium = "(\w+)"`', settings)
    pattern = re.search(r"`pattern = '(.*?)'`", settings)
    options = Options(
        Medium.TAG if medium is None else Medium(medium[1]),
        None if pattern is None else pattern[1],
    )
    decoder = DECODERS[protocol](options)

    readings = decoder.feed(bytes.fromhex(frame)) + decoder.flush()

    expected = {"nothing": ([], 1), "refused": ([], 0)}.get(says, ([says.strip("`")], 1))
    assert ([reading.credential.value for reading in readings], decoder.good_frames) == expected


def test_every_protocol_has_a_frame():
    assert {protocol for protocol, *_ in FRAMES} == set(DECODERS)


def test_every_spelling_of_the_card_is_understood():
    table = TEXT.partition("| spelling |")[2].partition("\n\n")[0]
    spellings = re.findall(r"\| `([^`]+)` \|$", table, re.MULTILINE)

    assert len(spellings) == 8
    for spelling in spellings:
        assert any("01001293D8".endswith(each.tag) for each in understand(spelling)), spelling


def test_the_bits_of_wiegand_are_read():
    swapped, right = re.findall(r"`([01]{26})`", TEXT)

    assert decode(right) == decode_swapped(swapped) == "1293D8"


def test_a_plate_as_wiegand_is_the_hash():
    assert f"HK55EVB: {tag_of_plate('HK55EVB')}" in TEXT


def test_the_packets_of_osdp_are_those_of_the_code():
    assert f"`{osdp_hello.poll(0).hex(' ').upper()}`" in TEXT
    (answer,) = re.findall(r"its plain answer: `([0-9A-F ]+)`", " ".join(TEXT.split()))
    (raw,) = re.findall(r"`(50 [0-9A-F ]+)` is HK55EVB", TEXT)

    assert list(osdp_hello.answers(bytes.fromhex(answer))) == [0]
    said = bytes.fromhex(raw)
    bits = int.from_bytes(said[3:5], "little")
    assert credential(said[2], bits, said[5:], Medium.PLATE).value == "HK55EVB"


@pytest.mark.parametrize(
    "request_",
    [
        FlashOn(0, 7, dev_id=1),
        WriteSingleCoilRequest(address=0, bits=[False], dev_id=1),
        ReadDiscreteInputsRequest(address=0, count=8, dev_id=1),
    ],
    ids=["flash", "off", "look"],
)
def test_the_words_to_a_board_are_those_of_the_code(request_: ModbusPDU):
    frame = FramerRTU(DecodePDU(is_server=False)).buildFrame(request_)

    assert f"`{frame.hex(' ').upper()}`" in TEXT


@pytest.mark.parametrize(
    "message",
    [
        reader18.command(reader18.INFORMATION, address=0),
        yrm100.command(yrm100.INVENTORY),
        yrm100.repeated_inventory(10_000),
        yrm100.command(yrm100.STOP),
        yrm100.encode_no_tag(),
        thingmagic.command(thingmagic.VERSION),
    ],
    ids=lambda message: message.hex(),
)
def test_the_words_to_a_reader_are_those_of_the_code(message: bytes):
    assert f"`{message.hex(' ').upper()}`" in TEXT
