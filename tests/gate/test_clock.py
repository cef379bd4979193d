import ctypes

import pytest

from gate import clock
from gate.clock import ClockSource, SystemClock, boot_id, kernel_is_synchronised, monotonic
from gate.core.values.model import Instant

NEWEST = 1_795_500_000.0
STRUCT_TIMEX = 208
"""Bytes the kernel writes on a 64-bit machine; on 32 bits it is 128."""


class HandClock:
    """What the two clocks and the kernel say, as a test wants it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds, self.wall, self.synchronised = 100.0, NEWEST, False
        self.asked = 0
        monkeypatch.setattr(clock, "time", self)
        monkeypatch.setattr(clock, "kernel_is_synchronised", self._ask)

    def monotonic(self) -> float:
        return self.seconds

    def time(self) -> float:
        return self.wall

    def _ask(self) -> bool:
        self.asked += 1
        return self.synchronised


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    return HandClock(monkeypatch)


@pytest.mark.usefixtures("hand")
def test_it_reads_both_clocks():
    assert SystemClock().now() == Instant(100.0, NEWEST, trusted=False)


def test_a_wall_clock_that_a_time_daemon_keeps_is_trusted(hand):
    hand.synchronised = True

    assert SystemClock().now().trusted


def test_it_hears_of_the_synchronisation_within_a_second_and_asks_no_oftener(hand):
    system = SystemClock()
    for _ in range(50):
        assert not system.now().trusted
        hand.seconds += 0.02
    assert hand.asked == 1
    hand.synchronised = True
    hand.seconds += 0.02

    assert system.now().trusted
    assert hand.asked == 2


def test_a_synchronised_clock_is_believed_over_what_was_believed_before(hand):
    hand.synchronised = True
    hand.wall = NEWEST - 86_400

    assert SystemClock(not_before=NEWEST).now().trusted


@pytest.mark.parametrize("source", list(ClockSource))
def test_no_wall_clock_before_this_software_existed_is_right(hand, source):
    hand.synchronised = True
    hand.wall = 1_500_000_000.0

    assert not SystemClock(source).now().trusted


@pytest.mark.usefixtures("hand")
def test_without_a_time_daemon_only_an_rtc_is_believed():
    assert not SystemClock(ClockSource.NTP).now().trusted
    assert SystemClock(ClockSource.RTC).now().trusted


def test_an_rtc_before_the_newest_known_moment_is_not_believed_until_it_is_past(hand):
    system = SystemClock(ClockSource.RTC, not_before=NEWEST)
    hand.wall = NEWEST - 1
    assert not system.now().trusted
    hand.wall = NEWEST

    assert system.now().trusted


def test_an_rtc_set_back_while_the_gate_runs_is_not_believed(hand):
    system = SystemClock(ClockSource.RTC)
    assert system.now().trusted
    hand.wall -= 3600

    assert not system.now().trusted


def test_an_rtc_that_was_years_ahead_is_believed_again_once_the_network_has_set_it(hand):
    system = SystemClock(ClockSource.RTC, not_before=NEWEST + 1e8)
    assert not system.now().trusted
    hand.synchronised = True
    hand.seconds += 1
    assert system.now().trusted
    hand.synchronised = False
    hand.seconds += 1

    assert system.now().trusted


def test_the_kernel_can_be_asked_for_ever_without_harm():
    answers = {kernel_is_synchronised() for _ in range(1000)}

    assert answers <= {True, False}


def test_the_structure_has_room_for_all_the_kernel_writes_on_any_machine():
    assert ctypes.sizeof(clock._Timex) >= STRUCT_TIMEX
    assert ctypes.sizeof(clock._Timex) - clock._Timex.rest.offset >= STRUCT_TIMEX


def test_the_status_stands_where_the_kernel_puts_it():
    long = ctypes.sizeof(ctypes.c_long)

    assert clock._Timex.status.offset == 5 * long


def test_a_kernel_that_does_not_answer_is_a_clock_that_is_not_kept(monkeypatch):
    class Mute:
        def adjtimex(self, _timex: object) -> int:
            return -1

    monkeypatch.setattr(clock, "_LIBC", Mute())

    assert not kernel_is_synchronised()


@pytest.mark.parametrize(("status", "kept"), [(0x0000, True), (0x2001, True), (0x0040, False)])
def test_the_kernels_unsynchronised_bit_counts(monkeypatch, status, kept):
    class Kernel:
        def adjtimex(self, timex: object) -> int:
            timex._obj.status = status
            return 0

    monkeypatch.setattr(clock, "_LIBC", Kernel())

    assert kernel_is_synchronised() is kept


def test_the_boot_has_a_name_that_stays():
    assert boot_id() == boot_id()
    assert len(boot_id()) == 36


def test_monotonic_time_does_not_go_back():
    moments = [monotonic() for _ in range(1000)]

    assert moments == sorted(moments)
