import fcntl
import threading
from itertools import count

import pytest

from gate.errors import StoreError
from gate.store import swap
from gate.store.swap import Swap, finish, plan
from tests.gate.power_cut import cut

MINE = (0, 0)


@pytest.fixture
def new(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / name).write_text(f"new {name}")
    return folder


def exchange(place, new):
    """Put a, which has something beside it, and b, which was not there."""
    swapped = Swap(place / "a", "before")
    swapped.put(new / "a", place / "a", 0o640, MINE, beside=("-wal",))
    swapped.put(new / "b", place / "deep" / "b", 0o600, MINE)
    swapped.carry_out()
    return swapped


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "a").write_text("old a")
    (folder / "a-wal").write_text("old wal")
    return folder


def files(place):
    return {
        str(path.relative_to(place)): path.read_text()
        for path in place.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


OLD = {"a": "old a", "a-wal": "old wal"}
NEW = {"a": "new a", "deep/b": "new b", "a.before": "old a", "a.before-wal": "old wal"}


def test_all_move_and_what_was_there_is_kept(place, new):
    swapped = exchange(place, new)

    assert files(place) == NEW
    assert swapped.kept == [place / "a.before"]
    assert (place / "a").stat().st_mode & 0o777 == 0o640
    assert not plan(place / "a").exists()


def test_what_was_kept_before_stays(place, new):
    exchange(place, new)
    exchange(place, new)

    assert (place / "a.before").read_text() == "old a"
    assert (place / "a.before+").read_text() == "new a"


def test_a_power_cut_at_any_step_leaves_all_old_or_all_new(tmp_path, new):
    left = []
    for step in count():
        place = tmp_path / str(step)
        place.mkdir()
        for name, text in OLD.items():
            (place / name).write_text(text)
        died = cut(step, lambda place=place: exchange(place, new))
        twice = cut(1, lambda place=place: finish(place / "a"))
        done = finish(place / "a")
        left.append((files(place) == NEW, twice, done))
        assert files(place) in (OLD, NEW)
        assert not finish(place / "a")
        if not died:
            break

    assert (False, False, False) in left
    assert (True, True, True) in left
    assert left[-1] == (True, False, False)


def test_whoever_finds_another_at_work_waits_and_does_nothing(place, monkeypatch):
    written = plan(place / "a")
    written.write_text("[]")
    asked = threading.Event()

    def wait(_file, _how):
        asked.set()
        written.unlink()

    monkeypatch.setattr(fcntl, "flock", wait)

    assert not finish(place / "a")
    assert asked.is_set()


def test_a_disk_that_refuses_changes_nothing(place, new, monkeypatch):
    def refuse(_descriptor):
        raise OSError(28, "No space left on device")

    swapped = Swap(place / "a", "before")
    swapped.put(new / "a", place / "a", 0o640, MINE)
    monkeypatch.setattr(swap.os, "fsync", refuse)

    with pytest.raises(StoreError, match="nothing was changed"):
        swapped.carry_out()
    assert files(place) == OLD


def test_what_cannot_be_moved_is_told_with_what_to_do(place):
    plan(place / "a").write_text(f'[["{place / "a"}", "{place / "none" / "a"}"]]')

    with pytest.raises(StoreError, match="gate restore --finish"):
        finish(place / "a")
