"""What `gate reader` says: a protocol found, the lines to paste, what a line carries."""

import json
from collections.abc import Iterator, Sequence

from gate.cli.vehicle.tag_words import SPELLINGS
from gate.config.reader import INVENTIVE
from gate.core.values.model import Credential, Medium
from gate.core.values.tags import printed
from gate.status.model import ReaderStatus
from hardware.protocols.decoder import Options
from hardware.serial.identification import Bus, Candidate, Tried

NAMES = {
    "ccffff": "a UHF reader that begins with CC FF FF",
    "chafon_ct": 'a "CT" UHF reader (CF-RU5300, Syrotech)',
    "chafon_prime_cf": "a Chafon UHF Prime",
    "em18_bare12": "an EM-18",
    "id12la": "an ID-12LA or kin",
    "nedap_anpr": "a Nedap ANPR camera",
    "nedap_upass": "a Nedap uPASS",
    "r2000_a0": "an Invelion, Rodinbell or other R2000 reader",
    "rdm6300": "an RDM6300 or RDM630",
    "rdm6300_raw13": "an RDM6300 clone with frames of 13 bytes",
    "rdm6300_sum": "an RDM6300 clone that adds its checksum",
    "reader18": "a reader of the Reader18 family (Chafon CF-RU, ZK-RFID, MS9)",
    "reader288": "a reader of the Reader288 family (R2000)",
    "text_line": "a device that sends lines of text",
    "thingmagic": "a ThingMagic M6e or Nano",
    "yrm100": "a YRM100, M100, R200 or kin",
}
"""By protocol, what a person calls it."""

SHOWN_BYTES = 24
"""Bytes of noise that are shown."""


def tried(attempt: Tried) -> str:
    """Say what came at a speed at which nothing was understood."""
    if not attempt.came:
        return f"  {attempt.baud} baud: nothing"
    start = attempt.came[:SHOWN_BYTES].hex(" ").upper()
    return f"  {attempt.baud} baud: {len(attempt.came)} bytes, not understood: {start}"


def found(candidate: Candidate) -> Iterator[str]:
    """Say what it is and what it read."""
    protocol = candidate.variant.protocol
    yield f"It is {NAMES[protocol]}: {protocol} at {candidate.baud} baud."
    credentials = dict.fromkeys(reading.credential for reading in candidate.readings)
    if not credentials:
        yield "It answers, but saw no tag. Run this again with a tag before it to be sure."
    for credential in credentials:
        yield from read(credential)


def on_bus(bus: Bus, name: str, lane: str, port: str) -> Iterator[str]:
    """Say that it is an OSDP reader, and what to do with it."""
    address = "an address above 7" if bus.address is None else f"address {bus.address}"
    yield f"It is an OSDP reader at {bus.baud} baud, {address}."
    yield "\nFor gate.toml (name and lane are yours to choose):\n"
    yield f"[reader.{name}]"
    yield f"lane = {json.dumps(lane)}"
    yield f"port = {json.dumps(port)}"
    yield 'protocol = "osdp"'
    yield f"baud = {bus.baud}"
    yield f"address = {0 if bus.address is None else bus.address}"
    yield f'key_file = "{name}.key"'
    yield f"\nIts key is made by: sudo gate osdp key set {name}"


def read(credential: Credential) -> Iterator[str]:
    """Say what was read, and how a card would show it."""
    yield f"It read {credential.medium} {credential.value}"
    if credential.medium is Medium.TAG:
        for spelling, text in printed(credential.value).items():
            yield f"  {SPELLINGS[spelling]}: {text}"


def lines_to_paste(candidate: Candidate, name: str, lane: str, port: str) -> Iterator[str]:
    """Return the table of `gate.toml` for a reader."""
    protocol, options = candidate.variant.protocol, candidate.variant.options
    yield f"[reader.{name}]"
    yield f"lane = {json.dumps(lane)}"
    yield f"port = {json.dumps(port)}"
    yield f"protocol = {json.dumps(protocol)}"
    yield f"baud = {candidate.baud}"
    if protocol in INVENTIVE:
        yield "confirmations = 2"
    if protocol == "text_line" or options.medium is not Medium.TAG:
        yield f'medium = "{options.medium}"'
    if options.pattern is not None:
        yield f"pattern = '{options.pattern}'"


def usual_name(lane: str, options: Options) -> str:
    """Return how a reader of such a lane is mostly called."""
    kinds = {Medium.PLATE: "kamera", Medium.CODE: "kode", Medium.TAG: "rfid"}
    return f"{lane}-{kinds[options.medium]}"


def nothing_found(attempts: Sequence[Tried]) -> Iterator[str]:
    """Say what to look at when no protocol was recognised."""
    if any(attempt.came for attempt in attempts):
        yield "Bytes came, but no protocol explains them at any usual speed. Look at:"
        yield "  speed: a maker's tool shows it; 1200, 2400 and 4800 were not tried"
        yield "  wiring: A and B of RS-485 swapped, no common ground, 5 V on a 3.3 V pin"
        yield "  output: a reader set to Wiegand or Magstripe sends nothing readable here"
        yield "  a reader of another kind: send us the bytes above"
    else:
        yield "Nothing came at any usual speed. Look at:"
        yield "  power, and a tag held to the reader while this runs (it beeps?)"
        yield "  wiring: TX and RX swapped, A and B swapped, no common ground"
        yield "  output: a reader set to Wiegand does not talk to a serial port"
        yield "  the port: another adapter than you think; see: ls -l /dev/serial/by-id"


def line(reader: ReaderStatus) -> str:
    """Say how a reader's line is, in one line."""
    state, its = "connected" if reader.connected else reader.reason or "lost", reader.line
    strength = "" if its.rssi is None else f", signal {its.rssi:g}"
    antenna = "" if its.antenna is None else f", antenna {its.antenna}"
    echoes = f", {its.echoes} echoes" if its.echoes else ""
    return (
        f"{state}, last read {reader.credential or '-'}{strength}{antenna}; {its.frames} good"
        f" and {its.bad_frames} bad frames, {its.dropped_bytes} bytes dropped{echoes}"
    )
