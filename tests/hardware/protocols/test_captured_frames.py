"""Every captured frame is decoded or refused as its entry says; no word of an entry is left out."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from gate.core.values.model import Credential, Medium
from gate.core.values.tags import canonical_tag, enrolled_as
from hardware.protocols.catalogue import DECODERS
from hardware.protocols.decoder import Decoder, Options, Reading
from hardware.protocols.lines import LineDecoder
from hardware.protocols.readers import (
    ccffff,
    chafon_ct,
    chafon_prime_cf,
    r2000_a0,
    reader18,
    thingmagic,
    yrm100,
)
from tests.hardware.protocols.captured import Captured, captured

PLATES = Options(Medium.PLATE)
CREDENTIALS = {"tag", "tags", "plate", "text"}
DECODED_BY: Mapping[str, tuple[str, Options]] = {
    "axxon_lpr_stx": ("text_line", Options(Medium.PLATE, r"\d{14}\d\d(?P<plate>.+)")),
    "nedap_anpr_protocolled": ("nedap_anpr", PLATES),
    "nmea_like": ("text_line", Options(Medium.PLATE, r"LPR,(?P<plate>\w+),\d+,\d,(?:IN|OUT)")),
    "stx_etx_text": ("text_line", Options()),
    "text_line": ("text_line", Options()),
}
"""Where the decoder has another name or needs to know more."""

ANSWERS: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    "reader18": lambda frame: _adr_cmd_status(reader18.parse(frame)),
    "reader288": lambda frame: (
        _adr_cmd_status(reader18.parse(frame)) | {"antenna_mask": reader18.parse(frame).data[0]}
    ),
    "chafon_prime_cf": lambda frame: {
        "adr": chafon_prime_cf.parse(frame).address,
        "cmd": chafon_prime_cf.parse(frame).command,
        "channel": next(iter(chafon_prime_cf.parse(frame).content[4:]), None),
    },
    "chafon_ct": lambda frame: (
        _adr_cmd_status(chafon_ct.parse(frame))
        | {"sn": chafon_ct.parse(frame).data[:7].hex().upper()}
    ),
    "ccffff": lambda frame: {
        "adr": ccffff.parse(frame).address,
        "cid1": ccffff.parse(frame).kind[0],
        "rtn": ccffff.parse(frame).kind[1],
    },
    "yrm100": lambda frame: {
        "type": yrm100.parse(frame).kind,
        "cmd": yrm100.parse(frame).command,
        "pc": yrm100.parse(frame).data[1:3].hex().upper(),
        "epc_crc_ok": True,  # else it would not have been decoded
    },
    "r2000_a0": lambda frame: {
        "adr": r2000_a0.parse(frame).address,
        "cmd": r2000_a0.parse(frame).command,
        "end": r2000_a0.parse(frame).tags_in_round is not None,
        "total_read": r2000_a0.parse(frame).tags_in_round,
    },
    "thingmagic": lambda frame: {
        "opcode": thingmagic.parse(frame).operation,
        "status": thingmagic.parse(frame).status,
        "freq_khz": int.from_bytes(thingmagic.parse(frame).data[9:12], "big"),
        "epc_crc_ok": True,
    },
    "nedap_anpr_protocolled": lambda frame: {"id": frame[7]},
    "nedap_upass": lambda frame: {"tagstatus": frame[4:14].decode(), "pc": frame[16:20].decode()},
    "axxon_lpr_stx": lambda frame: {
        "timestamp": frame[1:15].decode(),
        "camera": frame[15:17].decode(),
    },
}
"""What an entry tells of a frame besides its tags."""


def _adr_cmd_status(frame: reader18.Frame | chafon_ct.Frame) -> dict[str, Any]:
    return {"adr": frame.address, "cmd": frame.command, "status": frame.status}


def decoder_for(protocol: str) -> Decoder:
    name, options = DECODED_BY.get(protocol, (protocol, Options()))
    return DECODERS[name](options)


def readings_of(frame: Captured) -> list[Reading]:
    decoder = decoder_for(frame.protocol)
    return decoder.feed(frame.data) + decoder.flush()


def tags_of(frame: Captured) -> list[str]:
    return [reading.credential.value for reading in readings_of(frame)]


def told(frame: Captured) -> dict[str, Any]:
    """All that can be said of a frame, under the names that entries use."""
    found = {}
    readings = readings_of(frame)
    if readings:
        value = readings[0].credential.value
        rssi = readings[0].rssi
        found |= {
            "tag": value,
            "plate": value,
            "version": int(value[:2], 16) if len(value) == 10 else None,
            "tags": [reading.credential.value for reading in readings],
            "antenna": readings[0].antenna,
            "rssi": [reading.rssi for reading in readings],
            "rssi_dbm": rssi,
            "rssi_raw": None if rssi is None else rssi + 129,
        }
    return found | ANSWERS.get(frame.protocol, lambda _: {})(frame.data)


def frames(*, valid: bool) -> list[Captured]:
    known = [frame for frame in captured() if frame.protocol != "thingmagic_cmd"]
    return [frame for frame in known if frame.kind == "frame" and frame.valid is valid]


@pytest.mark.parametrize("frame", frames(valid=True), ids=lambda frame: frame.name)
def test_a_good_frame_says_what_its_entry_says(frame: Captured):
    found = told(frame)
    for name, value in frame.expect.items():
        if name in {"dec10", "dec_3_5"}:
            assert canonical_tag(value) in enrolled_as(frame.expect["tag"])
        elif name == "text":
            assert value in lines_of(frame.data)
        else:
            assert found[name] == value, name


@pytest.mark.parametrize(
    "frame",
    [frame for frame in frames(valid=True) if not CREDENTIALS & frame.expect.keys()],
    ids=lambda frame: frame.name,
)
def test_a_good_frame_without_a_tag_is_counted_and_nothing_more(frame: Captured):
    decoder = decoder_for(frame.protocol)

    assert decoder.feed(frame.data) == []
    assert (decoder.good_frames, decoder.faults.dropped_bytes) == (1, 0)


@pytest.mark.parametrize("frame", frames(valid=False), ids=lambda frame: frame.name)
def test_a_wrong_frame_is_refused(frame: Captured):
    decoder = decoder_for(frame.protocol)

    assert decoder.feed(frame.data) + decoder.flush() == []
    assert decoder.good_frames == 0
    assert decoder.faults.dropped_bytes >= len(frame.data) - 2  # ends of lines count for nothing


@pytest.mark.parametrize(
    "stream",
    [stream for stream in captured() if stream.kind == "stream"],
    ids=lambda stream: stream.name,
)
def test_a_stream_is_read_whole_and_byte_by_byte(stream: Captured):
    decoder = decoder_for(stream.protocol)
    readings = [r for byte in stream.data for r in decoder.feed(bytes([byte]))] + decoder.flush()

    assert tags_of(stream) == stream.expect["tags"]
    assert [reading.credential.value for reading in readings] == stream.expect["tags"]


def test_the_commands_captured_are_the_ones_we_build():
    write, version = (frame.data for frame in captured("thingmagic_cmd"))

    assert thingmagic.command(thingmagic.VERSION) == version
    assert thingmagic.command(0x24, bytes.fromhex("03E800000000000300EE")) == write


def test_every_protocol_of_the_catalogue_has_a_captured_or_computed_frame():
    decoded = {DECODED_BY.get(frame.protocol, (frame.protocol,))[0] for frame in captured()}

    assert decoded - {"thingmagic_cmd"} == set(DECODERS)


def lines_of(data: bytes) -> list[str]:
    """The lines in these bytes, and what a protocolled message or a checked line carries."""
    seen: list[str] = []

    def see(line: str) -> Reading:
        seen.append(line)
        return Reading(Credential(Medium.CODE, line))

    LineDecoder(see).feed(data)
    LineDecoder(see).feed(data[12:-5])
    checked = [line[1:-3] for line in seen if line[:1] == "$"]
    return seen + checked
