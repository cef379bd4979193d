"""Tests of this folder run on a Linux with pins: a machine that is booted once for all of them.

Outside it they are only collected; a pytest inside runs them and sends its reports out.
"""

import os
from collections.abc import Iterator

import pytest

from tests.kernel.machine import INSIDE
from tests.kernel.reports import Writer

if INSIDE in os.environ:
    from tests.kernel.chip import Chip
    from tests.kernel.rig import KernelRig


def pytest_configure(config: pytest.Config) -> None:
    """Take the side that this session is on."""
    if INSIDE in os.environ:
        config.pluginmanager.register(Writer(config))
    else:
        from tests.kernel.outside import Outside  # noqa: PLC0415 - what it loads is slow inside

        config.pluginmanager.register(Outside(config))


@pytest.fixture
def chip() -> "Iterator[Chip]":
    """The only chip of the machine."""
    with Chip("header") as made:
        yield made


@pytest.fixture(scope="module")
def kernel_rig() -> "Iterator[KernelRig]":
    with KernelRig() as rig:
        yield rig


@pytest.fixture
def lane_rig(kernel_rig: "KernelRig") -> "KernelRig":
    """One for all: to claim some thirty lines takes longer than any of the tests."""
    kernel_rig.rest()
    return kernel_rig
