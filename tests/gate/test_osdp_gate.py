"""The whole gate with an OSDP reader: the real drivers, played by libosdp's own peripheral side."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import osdp_sys
from gpiozero.pins.mock import MockFactory

from gate import app
from gate.core.values.model import Input
from hardware.devices import open_devices
from hardware.osdp import key as osdp_key
from tests.gate.installation import TAG, Installation
from tests.hardware.osdp_site import KEY, OTHER
from tests.hardware.played_osdp import PlayedBus, PlayedReader
from tests.waiting import until

OPEN_PIN = 17


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[MockFactory]:
    """The gate on played pins; its boom is down, its reader has an address and a key."""
    key_file = installation.toml.with_name("rfid.key")
    osdp_key.store(key_file, KEY, (os.getuid(), os.getgid()))
    osdp = f'protocol = "osdp"\naddress = 5\nkey_file = "{key_file}"'
    text = installation.toml.read_text().replace('protocol = "rdm6300"', osdp)
    installation.toml.write_text(text)
    config = installation.config
    with MockFactory() as pins:
        async with open_devices(config, pins) as devices:
            for name in (Input.CLOSED_LIMIT, Input.SAFETY_LOOP):
                pins.pin(config.lanes["masuk"].inputs[name].pin).drive_low()
            gate = asyncio.create_task(app.run(config, devices))
            yield pins
            gate.cancel()
            with suppress(asyncio.CancelledError):
                await gate


def colors(reader: PlayedReader) -> list[object]:
    return [
        command["on_color"] for command in reader.commands if command["command"] == osdp_sys.CMD_LED
    ]


async def test_a_card_opens_and_the_reader_shows_it(installation: Installation):
    installation.register(1, TAG)
    reader = PlayedReader(5, KEY)
    with PlayedBus(installation.runtime / "rfid", [reader]):
        async with running(installation) as pins:
            await until(lambda: "reader.found" in installation.kinds)

            reader.show(bytes.fromhex(TAG))
            await until(lambda: pins.pin(OPEN_PIN).state)
            await until(lambda: colors(reader) == [osdp_sys.LED_COLOR_GREEN])
            await until(lambda: not pins.pin(OPEN_PIN).state)

    assert "decision.granted" in installation.kinds


async def test_a_stranger_is_shown_red_and_stays_outside(installation: Installation):
    reader = PlayedReader(5, KEY)
    with PlayedBus(installation.runtime / "rfid", [reader]):
        async with running(installation) as pins:
            await until(lambda: "reader.found" in installation.kinds)

            reader.show(bytes.fromhex(TAG))
            await until(lambda: colors(reader) == [osdp_sys.LED_COLOR_RED])

            assert not pins.pin(OPEN_PIN).state


async def test_a_card_opens_after_all_that_befalls_a_reader(installation: Installation):
    """Powered late, with a wrong key, its cable cut: nobody but the reader does anything."""
    installation.register(1, TAG)
    reader = PlayedReader(5, OTHER, powered=False)
    with PlayedBus(installation.runtime / "rfid", [reader]) as cable:
        async with running(installation) as pins:
            losses = [loss async for loss in befall(installation, reader, cable)]

            reader.show(bytes.fromhex(TAG))
            await until(lambda: pins.pin(OPEN_PIN).state)

    assert losses == ["offline", "wrong_key", "offline", "unplugged"]


async def befall(
    installation: Installation, reader: PlayedReader, cable: PlayedBus
) -> AsyncIterator[object]:
    """Let one thing after the other befall a reader, and return what was journalled of each."""

    def newest(kind: str, count: int) -> object:
        rows = installation.rows(kind)
        return rows[count - 1].payload["reason"] if len(rows) >= count else None

    await until(lambda: newest("reader.lost", 1))
    yield newest("reader.lost", 1)
    reader.powered = True
    await until(lambda: newest("reader.lost", 2))
    yield newest("reader.lost", 2)
    reader.set_key(KEY)
    await until(lambda: len(installation.rows("reader.found")) == 1)
    cable.cut = True
    await until(lambda: newest("reader.lost", 3))
    yield newest("reader.lost", 3)
    cable.cut = False
    await until(lambda: len(installation.rows("reader.found")) == 2)
    cable.unplug()
    await until(lambda: newest("reader.lost", 4))
    yield newest("reader.lost", 4)
    cable.plug_in()
    await until(lambda: len(installation.rows("reader.found")) == 3)
