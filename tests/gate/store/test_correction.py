from dataclasses import replace

from gate.core.values.model import Instant
from gate.store.correction import KIND, correction
from tests.gate.store.rows import GATE, row, write

NOW = Instant(1_000.0, 1_790_000_000.0, trusted=True)


def wrong(monotonic: float, wall: float, boot: str = "boot"):
    at = row("passage.done", wall_us=int(wall * 1e6), clock_trusted=False)
    return replace(at, monotonic_ns=int(monotonic * 1e9), boot_id=boot)


def test_each_stretch_tells_by_how_much_it_was_wrong(connection):
    write(connection, wrong(10, 100), wrong(20, 110), row(), wrong(30, 5_000), wrong(1, 1, "old"))
    payload = correction(connection, GATE, "boot", NOW)
    first, second = payload["stretches"]

    assert payload["rows"] == 4  # the epoch's own row was written by the same clock
    assert (first["first_seq"], first["last_seq"]) == (1, 3)
    assert first["seconds"] == NOW.wall - 990 - 100
    assert (second["first_seq"], second["last_seq"]) == (5, 5)
    assert second["seconds"] == NOW.wall - 970 - 5_000


def test_what_was_corrected_is_not_corrected_again(connection):
    write(connection, wrong(10, 100), row(KIND))
    assert correction(connection, GATE, "boot", NOW) is None

    write(connection, wrong(20, 100))
    assert correction(connection, GATE, "boot", NOW)["rows"] == 1


def test_a_right_clock_needs_no_correction(connection):
    write(connection, row())

    assert correction(connection, GATE, "boot", NOW) is None
