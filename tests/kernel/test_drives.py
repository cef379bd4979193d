"""The whole controller where it holds a relay: a motor's contactors, a contact, the permit.

The permit feeds a one-shot relay in series with what is held: it lives on changes, not on levels.
"""

from collections.abc import Callable, Iterator

import pytest

from gate.clock import monotonic
from gate.core.values.model import Output, Wiring
from tests.kernel.chip import Chip, keep_levels
from tests.kernel.site import Site
from tests.waiting import wait_for

ONE_SHOT = 0.2
"""Seconds without a change after which the permit relay drops."""

Installed = Callable[[Wiring], Site]


@pytest.fixture
def header() -> Iterator[Chip]:
    with Chip("header") as made:
        yield made


@pytest.fixture
def installed(header: Chip, tmp_path) -> Iterator[Installed]:
    """Makes the site whose controller runs and whose boom is down."""
    sites: list[Site] = []

    def install(wiring: Wiring) -> Site:
        sites.append(Site(header, tmp_path, wiring))
        sites[0].run()
        return sites[0]

    yield install
    sites[0].close()
    keep_levels(on=False)


def was_ever_on_together(header: Chip, *lines: int) -> bool:
    """Whether these lines were driven high at the same time."""
    high: set[int] = set()
    for change in header.changes():
        (high.add if change.what == "high" else high.discard)(change.line)
        if high.issuperset(lines):
            return True
    return False


def test_a_motor_is_switched_one_way_at_a_time_and_dropped_by_the_kernel_after_a_kill(
    header: Chip, installed: Installed
):
    site = installed(Wiring.MOTOR)
    up, down, permit = map(site.line, (Output.UP, Output.DOWN, Output.PERMIT))
    wait_for(lambda: header.driven(permit).count("high") >= 5, "it beats while it runs")

    site.show_tag()
    wait_for(lambda: header.is_high(up), "the motor lifts the boom")
    site.rise()
    wait_for(lambda: not header.is_high(up), "it stops at the limit")
    site.go_under()
    wait_for(lambda: header.is_high(down), "the motor lowers the boom")
    assert not was_ever_on_together(header, up, down)

    site.freeze()
    header.forget()
    frozen = monotonic()
    wait_for(lambda: monotonic() > frozen + ONE_SHOT, "the one-shot is over")
    assert header.is_high(down), "a process that stands keeps its relay"
    assert header.driven(permit) == [], "which the one-shot cuts: no beat comes"

    site.kill()
    wait_for(lambda: not header.is_high(down), "the contactor drops")
    site.bury()
    assert not header.is_high(up)
    assert header.driven(permit) == []


def test_a_held_contact_lets_go_after_a_stop_and_after_a_kill(header: Chip, installed: Installed):
    site = installed(Wiring.HOLD_OPEN)
    permit = site.line(Output.PERMIT)
    site.show_tag()
    wait_for(lambda: header.is_high(site.relay), "the contact is held")
    site.rise()
    assert header.is_high(site.relay), "as long as the boom is to be up"
    site.kill()
    wait_for(lambda: not header.is_high(site.relay), "the contact lets go")
    site.bury()
    header.forget()

    site.run()
    assert header.driven(site.relay).count("high") == 0, "nothing moves because of a restart"
    site.show_tag()
    wait_for(lambda: header.is_high(site.relay), "the contact is held")
    keep_levels(on=True)
    assert site.stop() == 0
    for line in (site.relay, permit):
        assert not header.is_high(line), "the controller let go of it, not the kernel"
        assert not header.is_pulled_up(line)
