"""The whole controller on lines of the kernel: how fast it is, and what its end leaves behind."""

from collections.abc import Iterator
from statistics import median

import pytest

from gate.clock import monotonic
from tests.kernel.chip import Chip, keep_levels
from tests.kernel.site import Site
from tests.waiting import wait_for

READS = 4


@pytest.fixture(scope="module")
def header() -> Iterator[Chip]:
    with Chip("header") as made:
        yield made


@pytest.fixture(scope="module")
def standing(header: Chip, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all: its controller takes its time to start."""
    site = Site(header, tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture
def site(standing: Site, header: Chip) -> Site:
    """Its controller runs and its boom is down."""
    standing.run()
    header.forget()
    return standing


@pytest.fixture
def keeping() -> Iterator[None]:
    """A kernel that keeps the levels of a dead process, as a Raspberry Pi's does."""
    keep_levels(on=True)
    yield
    keep_levels(on=False)


def pulse(site: Site, header: Chip) -> None:
    """A tag is read and the relay has just gone on."""
    site.show_tag()
    wait_for(lambda: header.is_high(site.relay), "the relay is on")


def kill_in_mid_pulse(site: Site, header: Chip) -> float:
    """Kill the controller while it holds the relay, as the record shows; return when.

    On a slow machine the pulse may be over before: then the next one is tried.
    """
    while True:
        header.forget()
        pulse(site, header)
        killed = site.kill()
        site.bury()
        if header.driven(site.relay) == ["high"]:
            return killed
        site.run()


def test_a_read_is_one_pulse_of_the_relay(site, header, record_property):
    """Read to relay: from the first byte on the wire to the line as the kernel sets it."""
    latencies = []
    for _ in range(READS):
        header.forget()
        sent = site.show_tag()
        wait_for(lambda: header.driven(site.relay)[-1:] == ["low"], "the pulse is over")
        on, *off = [change for change in header.changes() if change.line == site.relay]
        assert on.what == "high"
        assert {change.what for change in off} == {"low"}
        latencies.append(1000 * (on.at - sent))
        site.pass_through()

    record_property(
        "read to relay, ms",
        f"median {median(latencies):.1f}, most {max(latencies):.1f}, of {READS}",
    )


def test_killed_in_mid_pulse_the_relay_drops_and_no_second_pulse_follows(
    site, header, record_property
):
    killed = kill_in_mid_pulse(site, header)
    wait_for(lambda: not header.is_high(site.relay), "the kernel drops the relay")
    record_property("kill to relay off, ms", f"{1000 * (monotonic() - killed):.1f}")
    assert not header.is_pulled_up(site.relay)

    site.run()
    pulse(site, header)
    site.pass_through()

    assert header.driven(site.relay).count("high") == 2


@pytest.mark.usefixtures("keeping")
def test_where_the_kernel_keeps_a_level_the_release_after_a_kill_drops_the_relay(
    site, header, record_property
):
    kill_in_mid_pulse(site, header)
    assert header.is_high(site.relay), "such a kernel is what this test is about"

    began = monotonic()
    assert site.release() == 0
    record_property("python -m gate --release, s", f"{monotonic() - began:.1f}")

    assert not header.is_high(site.relay)
    assert not header.is_pulled_up(site.relay)
    assert set(header.driven(site.relay)[1:]) == {"low"}
