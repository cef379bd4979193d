import random

from hardware.serial.backoff import Backoff


class Dice(random.Random):
    """Always falls on the same side."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side

    def uniform(self, *sides: float) -> float:
        return sides[self._side]


def test_pauses_double_up_to_the_longest():
    backoff = Backoff(Dice(1))

    assert [backoff.pause() for _ in range(7)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_chance_takes_at_most_half_of_a_pause():
    backoff = Backoff(Dice(0))

    assert [backoff.pause() for _ in range(7)] == [0.1, 0.2, 0.4, 0.8, 1.6, 2.5, 2.5]


def test_a_reset_begins_with_the_shortest_pause_again():
    backoff = Backoff(Dice(1))
    backoff.pause()
    backoff.pause()

    backoff.reset()

    assert backoff.pause() == 0.2
