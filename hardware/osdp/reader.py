"""One reader on an OSDP bus, behind the controller's ports."""

import asyncio
from contextlib import suppress
from random import SystemRandom

from gate.config.gate_toml import Config
from gate.ports import ReaderEvent, ReaderHealth, Submit
from hardware.osdp import key as osdp_key
from hardware.osdp.bus import Member, OsdpBus
from hardware.serial.backoff import Backoff


class OsdpReader:
    """Implements `gate.ports.ReadSource` and `gate.ports.Answerer`."""

    def __init__(self, bus: OsdpBus, member: Member) -> None:
        self._bus = bus
        self._member = member

    @property
    def health(self) -> ReaderHealth:
        """Count the cards; what the line loses, the protocol itself repeats."""
        member = self._member
        return ReaderHealth(
            frames=member.frames, bad_frames=member.bad_frames, heard_at=member.heard_at
        )

    async def run(self, submit: Submit) -> None:
        """Read until cancelled. The bus runs as long as one of its readers does."""
        loop = asyncio.get_running_loop()

        def deliver(event: ReaderEvent) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(submit, event)

        self._bus.join(self._member, deliver)
        try:
            await asyncio.Event().wait()
        finally:
            await self._bus.leave(self._member)

    def answer(self, *, granted: bool) -> None:
        """Show a decision at the reader, soon; never waits."""
        self._member.verdicts.append(granted)


def osdp_readers(config: Config) -> dict[str, OsdpReader]:
    """Return the OSDP readers by id, no port opened; ConfigError when a key or libosdp lacks."""
    members = {
        name: Member(
            lane=reader.lane,
            reader=name,
            address=reader.osdp.address,
            key=None if reader.osdp.key_file is None else osdp_key.load(reader.osdp.key_file),
            medium=reader.medium,
        )
        for name, reader in config.readers.items()
        if reader.osdp is not None
    }
    bauds = {config.readers[name].port: config.readers[name].baud for name in members}
    buses = {
        port: OsdpBus(
            port,
            baud,
            [each for name, each in members.items() if config.readers[name].port == port],
            Backoff(SystemRandom()),
        )
        for port, baud in bauds.items()
    }
    return {
        name: OsdpReader(buses[config.readers[name].port], member)
        for name, member in members.items()
    }
