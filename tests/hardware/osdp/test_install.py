import asyncio
from pathlib import Path

import pytest

from gate.errors import DeviceError
from hardware.osdp.install import install
from tests.hardware.osdp_site import CARD, KEY, OTHER, Site
from tests.hardware.played_osdp import PlayedBus, PlayedReader
from tests.waiting import BOUND, until


async def test_a_reader_that_waits_for_a_key_gets_ours_and_works_with_it(tmp_path: Path):
    reader = PlayedReader(5, None)
    with PlayedBus(tmp_path / "bus", [reader]) as cable:
        await asyncio.to_thread(install, str(cable.path), 9600, 5, KEY, BOUND, BOUND)

    reader.set_key(KEY)  # as it kept it
    async with Site(tmp_path, reader, ours={5: KEY}) as site:
        await until(site.is_found)
        reader.show(CARD)
        await until(site.reads)


def test_a_reader_that_has_it_already_is_fine(tmp_path: Path):
    with PlayedBus(tmp_path / "bus", [PlayedReader(5, KEY)]) as cable:
        install(str(cable.path), 9600, 5, KEY, BOUND, BOUND)


def test_a_reader_with_another_key_keeps_it(tmp_path: Path):
    with (
        PlayedBus(tmp_path / "bus", [PlayedReader(5, OTHER)]) as cable,
        pytest.raises(DeviceError, match="installation mode"),
    ):
        install(str(cable.path), 9600, 5, KEY, BOUND, settled=0.2)


def test_a_reader_that_is_not_there_is_said(tmp_path: Path):
    with (
        PlayedBus(tmp_path / "bus", [PlayedReader(6, None)]) as cable,
        pytest.raises(DeviceError, match="no reader at address 5"),
    ):
        install(str(cable.path), 9600, 5, KEY, patience=0.5)


def test_a_port_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(DeviceError, match="check the cable"):
        install(str(tmp_path / "bus"), 9600, 5, KEY)


async def test_a_cable_pulled_meanwhile_is_said(tmp_path: Path):
    bystander = PlayedReader(6, None)
    with PlayedBus(tmp_path / "bus", [bystander]) as cable:
        trying = asyncio.create_task(
            asyncio.to_thread(install, str(cable.path), 9600, 5, KEY, BOUND)
        )
        await until(lambda: bystander.greeted)
        cable.unplug()

        with pytest.raises(DeviceError, match="the port was lost"):
            await trying
