"""OSDP readers of ours on a played bus."""

import asyncio
import itertools
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Self

from gate.clock import wall
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Medium
from gate.ports import ReaderEvent
from hardware.osdp.bus import Member, OsdpBus
from hardware.osdp.reader import OsdpReader
from hardware.serial.backoff import Backoff
from tests.hardware.played_osdp import PlayedBus, PlayedReader
from tests.waiting import until

KEY = bytes.fromhex("4A1D0B7785C2E6F0934B5A6C7D8E9FA1")
OTHER = bytes.fromhex("B7785C2E6F0934B5A6C7D8E9FA14A1D0")
CARD = bytes.fromhex("01001293D8")
LOOKS = 500
"""Looks for a read, until the card is shown again: five seconds and more."""


class Site:
    """Our readers by address, all running; `events` is what they submit, by address.

    `ahead` is by how many seconds the wall clock was set forward.
    """

    def __init__(self, folder: Path, *played: PlayedReader, ours: dict[int, bytes | None]) -> None:
        self.ahead = 0.0
        self.played = {each.address: each for each in played}
        self.cable = PlayedBus(folder / "bus", list(played))
        members = [
            Member("masuk", f"r{address}", address, key, Medium.TAG)
            for address, key in ours.items()
        ]
        self.bus = OsdpBus(
            str(self.cable.path),
            9600,
            members,
            Backoff(Random(1)),
            again=0.2,
            clock=lambda: wall() + self.ahead,
        )
        self.readers = {each.address: OsdpReader(self.bus, each) for each in members}
        self.events: dict[int, list[ReaderEvent]] = {address: [] for address in ours}
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self.cable.__enter__()
        for address, reader in self.readers.items():
            self._running.append(asyncio.create_task(reader.run(self.events[address].append)))
        return self

    async def __aexit__(self, *reason: object) -> None:
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self.cable.__exit__(*reason)

    def last(self, address: int = 5) -> ReaderEvent | None:
        events = self.events[address]
        return events[-1] if events else None

    def is_found(self, address: int = 5) -> bool:
        return isinstance(self.last(address), ReaderFound)

    def loss(self, address: int = 5) -> str | None:
        event = self.last(address)
        return event.reason if isinstance(event, ReaderLost) else None

    async def read(self, card: bytes, address: int = 5) -> None:
        """Show a card until it is read: one that is shown while a channel begins is lost."""
        already, looks = len(self.reads(address)), itertools.count()
        await until(
            lambda: len(self.reads(address)) > already,
            lambda: next(looks) % LOOKS or self.played[address].show(card),
        )

    def reads(self, address: int = 5) -> list[str]:
        return [
            event.credential.value
            for event in self.events[address]
            if isinstance(event, ReadArrived)
        ]
