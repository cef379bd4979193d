"""The real serial port, at its far end a played reader that must be asked, on a thread."""

import select
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Self

from gate.core.values.model import Credential, Medium
from hardware.serial.decoding import decoder_of, dialogue_of
from hardware.serial.port import SerialPort
from simulator.reader.head import ReaderHead
from simulator.reader.script import SCRIPTS
from simulator.reader.serial_port import PlayedPort
from simulator.world import Sighting
from tests.contract.rigs import quick_backoff
from tests.simulator.played_rigs import reader

TAG = "E28069950000400A8F398133"


class AskedRig:
    """One protocol's. `heard` is what was said to the reader.

    With `answers` off it has no power; with `echoes` on the adapter hands everything back.
    """

    lane = "masuk"
    reader = "masuk-rfid"
    credential = Credential(Medium.TAG, TAG)

    def __init__(self, protocol: str, folder: Path, **times: float) -> None:
        """`times` are those of the dialogue that are to be others than usual."""
        config = reader(protocol, str(folder / "usb-reader"))
        self.heard = b""
        self.answers = True
        self.echoes = False
        dialogue = dialogue_of(config)
        assert dialogue is not None
        self.source = SerialPort(
            config, decoder_of(config), quick_backoff(), replace(dialogue, **times)
        )
        self._rounds = SCRIPTS[protocol].rounds
        self._port = PlayedPort(folder / "usb-reader")
        self._head = ReaderHead(config, Random(6))
        self._shown = 0
        self._lock = Lock()
        self._over = Event()
        self._thread = Thread(target=self._live)

    def __enter__(self) -> Self:
        self.plug_in()
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._over.set()
        self._thread.join()
        self.unplug()

    def show(self) -> None:
        with self._lock:
            self._shown += 1

    def send(self, data: bytes) -> None:
        with self._lock:
            self._port.send(data)

    def unplug(self) -> None:
        with self._lock:
            self._port.unplug()

    def plug_in(self) -> None:
        with self._lock:
            self._port.plug()
            self._head.power_cut()

    def power_cut(self) -> None:
        with self._lock:
            self._head.power_cut()

    def _live(self) -> None:
        while not self._over.wait(0.002):
            with self._lock:
                if self._port.plugged:
                    self._turn()

    def _turn(self) -> None:
        """Show what is to be shown, and answer what was said."""
        ready, _, _ = select.select([self._port], [], [], 0)
        said = self._port.receive() if ready else b""
        self.heard += said
        if self.echoes:
            self._port.send(said)
        if not self.answers:
            return
        asked = any(command in said for command in self._rounds)
        if self._shown and (asked or not self._rounds):
            frame = self._head.see(Sighting(0.0, self.lane, Medium.TAG, TAG))
            self._shown -= bool(frame or asked)
            self._port.send(frame)
        self._port.send(self._head.hear(said))
