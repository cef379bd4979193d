"""Both ends over a real Unix socket, with the real pin drivers on top."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from gpiozero import InputDevice, OutputDevice

from gate.config.gate_toml import PinInput
from gate.errors import DeviceError
from simulator.wire import ControllerEnd, SiteEnd, WiredFactory, level
from tests.simulator.waiting import running
from tests.waiting import BOUND, until

STOP, LOOP, RELAY = 19, 12, 17
INPUTS = {
    STOP: PinInput(STOP, normally_closed=True, pull="up"),
    LOOP: PinInput(LOOP, normally_closed=False, pull="up"),
}
QUIET = {STOP: False, LOOP: True}
"""Stop's contact closed to ground, the loop's open."""


class Changes:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wire.sock"


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
async def site(path: Path, changes: Changes) -> AsyncIterator[SiteEnd]:
    end = SiteEnd(path, changes)
    end.show(QUIET)
    async with running(end.run()):
        yield end


@pytest.fixture
def factory() -> WiredFactory:
    return WiredFactory()


@pytest.fixture
def controller(path: Path, factory: WiredFactory) -> ControllerEnd:
    return ControllerEnd(path, factory, INPUTS, [RELAY], patience=BOUND)


@pytest.mark.parametrize(
    ("pull", "normally_closed", "active", "high"),
    [
        ("up", False, False, True),
        ("up", False, True, False),
        ("up", True, False, False),
        ("up", True, True, True),
        ("down", False, True, True),
        ("down", True, True, False),
        ("none", False, True, False),
    ],
)
def test_a_contact_sets_the_level_of_its_pin(
    *, pull: str, normally_closed: bool, active: bool, high: bool
) -> None:
    assert level(PinInput(5, normally_closed, pull), active=active) is high


async def test_inputs_are_as_at_the_site_from_the_start(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory
) -> None:
    with InputDevice(STOP, pull_up=True, pin_factory=factory) as stop:
        assert stop.value == 0  # an open contact, until the site is heard
        async with controller.coupled():
            assert stop.value == 1
            assert site.connected


async def test_inputs_follow_the_site(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory
) -> None:
    with InputDevice(LOOP, pull_up=True, pin_factory=factory) as loop:
        async with controller.coupled():
            site.show({**QUIET, LOOP: False})
            await until(lambda: loop.value == 1)


async def test_the_site_sees_outputs(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory, changes: Changes
) -> None:
    with OutputDevice(RELAY, pin_factory=factory) as relay:
        async with controller.coupled():
            relay.on()
            await until(lambda: site.high == {RELAY})
            relay.off()
            await until(lambda: site.high == frozenset())

    assert changes.count >= 2


async def test_an_output_switched_in_a_thread_is_seen_too(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory
) -> None:
    with OutputDevice(RELAY, pin_factory=factory) as relay:
        async with controller.coupled():
            thread = threading.Thread(target=relay.on)
            thread.start()
            await until(lambda: site.high == {RELAY})
            thread.join()


async def test_an_output_that_is_on_already_is_told_at_once(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory
) -> None:
    with OutputDevice(RELAY, initial_value=True, pin_factory=factory):
        async with controller.coupled():
            await until(lambda: site.high == {RELAY})


async def test_a_controller_that_is_gone_drives_nothing(
    site: SiteEnd, controller: ControllerEnd, factory: WiredFactory
) -> None:
    with OutputDevice(RELAY, initial_value=True, pin_factory=factory):
        async with controller.coupled():
            await until(lambda: site.high == {RELAY})

        await until(lambda: not site.connected)
        assert site.high == frozenset()


async def test_a_site_that_is_gone_leaves_open_contacts_until_it_is_back(
    path: Path, controller: ControllerEnd, factory: WiredFactory, changes: Changes
) -> None:
    first, second = SiteEnd(path, changes), SiteEnd(path, changes)
    first.show(QUIET)
    second.show(QUIET)
    with InputDevice(STOP, pull_up=True, pin_factory=factory) as stop:
        async with contextlib.AsyncExitStack() as stack:
            async with running(first.run()):
                await stack.enter_async_context(controller.coupled())
                assert stop.value == 1
            await until(lambda: stop.value == 0)

            async with running(second.run()):
                await until(lambda: stop.value == 1)


async def test_without_a_site_the_controller_says_so(path: Path, factory: WiredFactory) -> None:
    controller = ControllerEnd(path, factory, INPUTS, [RELAY], patience=0.05)

    with pytest.raises(DeviceError, match=f"{path}: no played site answers"):
        async with controller.coupled():
            pass


async def test_nonsense_ends_a_connection(site: SiteEnd, path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(path)
    await reader.readline()
    writer.write(b"[]\nnonsense\n")

    assert await reader.read() == b""
    assert not site.connected
    writer.close()
