"""`gate reader` on a pseudo-terminal, and on what a controller tells."""

import asyncio
import os
import re
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from gate.cli.reader.watch import live
from gate.config.gate_toml import load
from gate.config.toml_table import TomlFile
from hardware.protocols.readers import rdm6300, text_line
from hardware.serial import identification, probe
from hardware.serial.probe import Probe
from tests.gate.cli.command import Gate
from tests.gate.cli.line import told
from tests.gate.web.played import PlayedController
from tests.waiting import BOUND, until

FRAME = rdm6300.encode("01001293D8")


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """A port, and how to let something be sent to it again and again."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    over, threads = Event(), []

    def send(frame: bytes) -> None:
        def repeat() -> None:
            while not over.wait(0.01):
                with suppress(BlockingIOError):  # nobody listens just now
                    os.write(ours, frame)

        monkeypatch.setattr(identification, "LISTEN", BOUND)  # something will come
        threads.append(Thread(target=repeat))
        threads[-1].start()

    yield os.ttyname(theirs), send
    over.set()
    for thread in threads:
        thread.join()
    os.close(ours)
    os.close(theirs)


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(identification, "LISTEN", 0.1)
    monkeypatch.setattr(probe, "LONGEST", 10 * len(FRAME))
    monkeypatch.setattr(identification, "ANSWER", 0.001)
    monkeypatch.setattr(identification, "ROUNDS", 1)


def at(site: Path, path: str, name: str = "usb-FTDI_FT232R_USB_UART_A10LVX3K-if00-port0") -> None:
    """Put the reader of an adapter, as a rule the one at the entry, at another port."""
    site.write_text(site.read_text().replace(f"/dev/serial/by-id/{name}", path))


# Recognising


def test_a_reader_is_recognised_and_its_table_can_be_pasted(gate: Gate, port, tmp_path: Path):
    path, send = port
    send(FRAME)
    done = gate("reader", "identify", path)

    assert done.code == 0
    assert "It is an RDM6300 or RDM630: rdm6300 at 9600 baud." in done.out
    assert "It read tag 01001293D8" in done.out
    assert "number of ten digits on a card: 0001217496" in done.out
    pasted = tmp_path / "pasted.toml"
    pasted.write_text(done.out[done.out.index("[reader.") :])
    table = TomlFile.read(pasted).top.table("reader").table("masuk-rfid")
    assert (table.text("port"), table.text("protocol")) == (path, "rdm6300")


def test_a_camera_gets_its_pattern(gate: Gate, port):
    path, send = port
    send(text_line.encode("N 1234 AP,97"))
    done = gate("reader", "identify", path)

    assert "[reader.masuk-kamera]" in done.out
    assert 'medium = "plate"\npattern = \'(?P<plate>' in done.out


def test_without_a_site_a_reader_can_still_be_looked_at(gate: Gate, port, site: Path):
    path, send = port
    site.unlink()
    send(FRAME)

    assert gate("reader", "identify", path).code == 0


def test_noise_is_shown_and_what_to_look_at(gate: Gate, port):
    path, send = port
    send(b"\xff\x00\x81")
    done = gate("reader", "identify", path, "--listen-only")

    assert done.code == 1
    assert "not understood: FF 00 81" in done.out
    assert "A and B of RS-485 swapped" in done.err


def test_silence_is_told_with_what_to_look_at(gate: Gate, port):
    path, _ = port
    done = gate("reader", "identify", path)

    assert done.code == 1
    assert "  115200 baud: nothing" in done.out
    assert "TX and RX swapped" in done.err


def test_a_reader_that_saw_no_tag_is_told_to_need_one(
    gate: Gate, port, monkeypatch: pytest.MonkeyPatch
):
    path, _ = port
    answered = identification.Candidate(identification.Variant("yrm100"), 115200, 1, 1.0, ())
    monkeypatch.setattr("gate.cli.reader.commands.identify", lambda *_, **__: iter([answered]))

    assert "but saw no tag. Run this again" in gate("reader", "identify", path).out


@pytest.mark.parametrize(("address", "said"), [(5, "address 5."), (None, "an address above 7.")])
def test_an_osdp_reader_gets_its_table(
    gate: Gate, port, monkeypatch: pytest.MonkeyPatch, address: int | None, said: str
):
    path, _ = port
    bus = identification.Bus(9600, address)
    monkeypatch.setattr("gate.cli.reader.commands.identify", lambda *_, **__: iter([bus]))
    done = gate("reader", "identify", path)

    assert f"It is an OSDP reader at 9600 baud, {said}" in done.out
    assert f'protocol = "osdp"\nbaud = 9600\naddress = {address or 0}\n' in done.out
    assert "sudo gate osdp key set masuk-osdp" in done.out


def test_a_port_that_the_gate_has_is_told(gate: Gate, port):
    path, _ = port
    with Probe(path):
        done = gate("reader", "identify", path)

    assert done.code == 1
    assert "in use; if the gate has it, stop that first: systemctl stop gate" in done.err


# Looking


def test_the_readers_are_listed_with_what_the_gate_says(gate: Gate, controller: PlayedController):
    controller.reads["masuk-rfid"] = told(rssi=-61.0, antenna=2, echoes=3)
    controller.write()
    rows = {row[0]: row for row in gate("reader", "list").rows}

    assert rows["masuk-rfid"][1:3] == ["masuk", "rdm6300 9600"]
    assert rows["masuk-rfid"][4] == (
        "connected, last read tag:01001293D8, signal -61, antenna 2; 9 good and 0 bad frames,"
        " 0 bytes dropped, 3 echoes"
    )
    assert rows["masuk-kamera"][3:] == ["", "gate not running"]


def test_while_the_gate_runs_its_word_is_followed_until_it_stops(
    gate: Gate, controller: PlayedController, monkeypatch: pytest.MonkeyPatch
):
    controller.reads["masuk-rfid"] = told()
    controller.write()
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            controller.reads.clear()
            controller.write()

    monkeypatch.setattr("gate.cli.reader.commands.time.sleep", pause)
    done = gate("reader", "watch", "masuk-rfid")

    assert done.code == 1
    assert done.out.count("last read tag:01001293D8") == 1
    assert "the gate has stopped; run this again" in done.err


def test_the_gates_word_is_followed_as_long_as_was_said(gate: Gate, controller: PlayedController):
    controller.reads["masuk-rfid"] = told()
    controller.write()

    assert gate("reader", "watch", "masuk-rfid", "--for", "0.01").code == 0


async def watched(site: Path, reader: str, wanted: Callable[[list[str]], object]) -> None:
    """Look at a reader without the gate until such lines were written."""
    lines: list[str] = []
    looking = asyncio.create_task(live(load(site), reader, 0, lines.append))
    await until(lambda: looking.done() or wanted(lines))
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


async def test_without_the_gate_the_port_is_opened_and_every_byte_shown(
    port, site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gate.cli.reader.watch.COUNT_EVERY", 0.01)
    path, send = port
    at(site, path)
    send(FRAME)

    def all_is_shown(lines: list[str]) -> bool:
        return (
            lines[:1] == ["the port is open"]
            and "read tag:01001293D8" in lines
            and any(line.startswith("  02 30 31 30 30 31") for line in lines)
            and any(re.match(r"[1-9]\d* good and 0 bad frames, ", line) for line in lines)
        )

    await watched(site, "masuk-rfid", all_is_shown)


async def test_what_a_camera_reads_is_shown_with_its_confidence(port, site: Path):
    path, send = port
    at(site, path, "usb-Prolific_USB-Serial_Controller_D-if00-port0")
    send(text_line.encode("N 1234 AP,97"))

    wanted = "read plate:N1234AP, confidence 0.97"
    await watched(site, "masuk-kamera", lambda lines: wanted in lines)


def test_a_port_that_is_not_there_is_told_while_watching(
    gate: Gate, site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gate.cli.reader.watch.COUNT_EVERY", 0.05)
    done = gate("reader", "watch", "masuk-rfid", "--for", "0.3")

    first, *counted = done.out.splitlines()[1:]
    assert first == "lost: not_found"
    assert set(counted) == {"0 good and 0 bad frames, 0 bytes dropped, 0 echoes"}
    assert site.exists()


async def test_what_comes_again_and_again_is_shown_once_and_counted(
    port, site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gate.cli.reader.watch.COUNT_EVERY", 0.1)
    path, send = port
    at(site, path)
    send(b"\xff")

    def is_counted(lines: list[str]) -> bool:
        text = "\n".join(lines)
        return bool(re.search(r"^  FF(?: FF)*\n    the same \d+ more times$", text, re.MULTILINE))

    await watched(site, "masuk-rfid", is_counted)


def test_a_reader_nobody_has_is_told_with_the_nearest(gate: Gate):
    assert 'did you mean "masuk-rfid"?' in gate("reader", "watch", "masuk-rfd").err
    assert "; there is masuk-rfid, " in gate("reader", "watch", "xyz").err


def test_a_protocol_without_a_serial_line_of_its_own_is_told(gate: Gate, site: Path):
    site.write_text(site.read_text().replace('protocol = "rdm6300"', 'protocol = "morse"', 1))

    done = gate("reader", "watch", "masuk-rfid")
    assert (done.code, "morse is no serial line" in done.err) == (2, True)
