import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from gate.core.values.model import Instant
from gate.errors import DeviceError
from gate.status.file import LONGEST, SHORTEST, StatusFile, read, read_alive, write
from gate.status.model import Status
from tests.gate.status.whole import RECORDED, whole
from tests.virtual_time import in_virtual_time


class Written:
    """A status file that counts its writings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.moments: list[float] = []
        self.published: list[Status] = []
        self.file = StatusFile(path, self._take, self.published.append)
        self.task: asyncio.Task[None] | None = None

    def _take(self) -> Status:
        self.moments.append(asyncio.get_running_loop().time())
        return replace(whole(), pid=len(self.moments))

    def start(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self.file.run())

    async def stop(self) -> None:
        assert self.task is not None
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    @property
    def number(self) -> int:
        """Which of the writings stands there."""
        status = read(self.path)
        assert status is not None
        return status.pid


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path / "status.json")


@in_virtual_time
async def test_it_is_written_at_once_and_then_every_second(written: Written):
    written.start()
    await asyncio.sleep(10.05)

    assert written.moments == pytest.approx([float(number) for number in range(11)])
    assert LONGEST == 1.0
    await written.stop()


@in_virtual_time
async def test_a_change_is_written_within_a_tenth_of_a_second(written: Written):
    written.start()
    await asyncio.sleep(0.5)
    written.file.changed()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert written.moments == pytest.approx([0.0, 0.5])
    await written.stop()


@in_virtual_time
async def test_a_change_while_it_rests_is_not_forgotten(written: Written):
    written.start()
    await asyncio.sleep(0.05)
    written.file.changed()
    await asyncio.sleep(0.2)

    assert written.moments == pytest.approx([0.0, SHORTEST])
    await written.stop()


@in_virtual_time
async def test_any_number_of_changes_are_ten_writings_a_second(written: Written):
    written.start()
    for _ in range(500):
        written.file.changed()
        await asyncio.sleep(0.01)

    assert len(written.moments) <= 51
    await written.stop()


@in_virtual_time
async def test_the_last_word_is_written_at_the_stop(written: Written):
    written.start()
    await asyncio.sleep(0.05)
    await written.stop()

    assert written.number == 2


@in_virtual_time
async def test_what_is_written_is_handed_on(written: Written):
    written.start()
    await asyncio.sleep(0.05)

    assert [status.pid for status in written.published] == [1]
    await written.stop()


@in_virtual_time
async def test_a_file_that_cannot_be_written_is_logged_once_and_does_not_stop_the_gate(
    written: Written, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    written.path.mkdir()
    written.start()
    await asyncio.sleep(5)
    assert written.task is not None
    assert not written.task.done()
    written.path.rmdir()
    await asyncio.sleep(5)

    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert str(written.path) in caplog.text
    assert written.number == 10
    await written.stop()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_it_is_for_owner_and_group_only_whatever_the_umask(tmp_path, umask, umasked):
    umasked(umask)
    path = tmp_path / "status.json"
    write(path, whole())

    assert path.stat().st_mode & 0o777 == 0o640


def test_it_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "status.json"
    write(path, replace(whole(), gate_id="x" * 10_000))
    with path.open() as reader:
        write(path, whole())
        assert len(reader.read()) > 10_000

    assert read(path) == whole()
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_controller_left_half_written_is_no_hindrance(tmp_path):
    path = tmp_path / "status.json"
    (tmp_path / ".status.json").write_text('{"half')
    write(path, whole())

    assert read(path) == whole()


def test_what_is_written_is_what_was_recorded(tmp_path):
    path = tmp_path / "status.json"
    write(path, whole())

    assert path.read_bytes() == RECORDED.read_bytes()


def test_without_a_file_there_is_no_status(tmp_path):
    assert read(tmp_path / "status.json") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, content: bytes):
    path = tmp_path / "status.json"
    path.write_bytes(content)

    with pytest.raises(DeviceError, match=str(path)):
        read(path)


@pytest.mark.parametrize(
    ("boot", "seconds_later", "alive"),
    [("ours", 3.0, True), ("ours", 3.1, False), ("another", 0.0, False)],
)
def test_a_controller_is_alive_while_it_speaks_in_this_boot(
    tmp_path, boot: str, seconds_later: float, alive
):
    path, status = tmp_path / "status.json", replace(whole(), boot_id="ours", monotonic=1000.0)
    write(path, status)
    now = Instant(1000.0 + seconds_later, 0.0, trusted=True)

    assert read_alive(path, boot, now) == (status if alive else None)
