import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from gate import app
from gate.clock import boot_id, monotonic
from gate.controller.orders import send
from gate.core.values.events import Action, OrderGiven, ReadArrived
from gate.core.values.model import Credential, Input, Medium, Output
from gate.errors import ConfigError, StoreError
from gate.ports import Clock
from gate.store.housekeeping import Housekeeping
from tests.gate.fakes import LoopClock
from tests.gate.installation import OTHER_TAG, TAG, Installation
from tests.ports import free_port
from tests.waiting import BOUND, until


def read(tag: str) -> ReadArrived:
    return ReadArrived("masuk", "rfid", Credential(Medium.TAG, tag))


async def order(installation: Installation, action: Action, reason: str = "duty") -> None:
    """Give an order that the gate accepts."""
    given = OrderGiven("x1", "masuk", action, "user:1", reason, monotonic())
    path = installation.config.orders_socket
    assert await send(path, given, boot_id(), within=BOUND) is None


def status(installation: Installation) -> dict[str, Any]:
    return json.loads(installation.config.status_file.read_text())


def is_in_phase(installation: Installation, phase: str) -> Callable[[], bool]:
    def look() -> bool:
        with contextlib.suppress(FileNotFoundError):
            return status(installation)["phase"] == phase
        return False

    return look


@contextlib.asynccontextmanager
async def started(
    installation: Installation, clock: Clock | None = None
) -> AsyncIterator["asyncio.Task[None]"]:
    """The gate runs and has settled; whoever leaves first ends it."""
    task = asyncio.get_running_loop().create_task(
        app.run(installation.config, installation.devices, clock=clock)
    )
    try:
        running = is_in_phase(installation, "running")
        await until(lambda: task.done() or running())
        assert not task.done(), task
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(BaseException):
            await task


async def ended(task: "asyncio.Task[None]") -> BaseException | None:
    """Wait for the end; return what it ended with."""
    done, _ = await asyncio.wait([task], timeout=BOUND)
    assert done
    return None if task.cancelled() else task.exception()


async def stop(task: "asyncio.Task[None]", number: signal.Signals = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)
    assert await ended(task) is None


# A day


async def test_a_registered_tag_opens_and_everything_about_it_is_journalled(installation):
    installation.register(1, TAG)
    async with started(installation) as task:
        installation.reader.say(read(TAG))
        installation.reader.say(read(TAG))
        await until(lambda: "boom.opening" in installation.kinds)
        assert installation.outputs.pulses(Output.OPEN) == 1
        await until(lambda: Output.OPEN not in installation.outputs.on)
        await stop(task)

    assert installation.kinds[:4] == [
        "journal.epoch", "gate.started", "boom.found", "decision.granted",
    ]  # fmt: skip
    assert installation.rows("decision.granted")[0].payload["vehicle"] == 1


async def test_a_vehicle_registered_while_it_waits_is_let_in(installation):
    async with started(installation) as task:
        installation.reader.say(read(OTHER_TAG))
        installation.reader.say(read(OTHER_TAG))
        await until(lambda: "decision.denied" in installation.kinds)
        installation.register(2, OTHER_TAG)
        await until(lambda: installation.outputs.pulses(Output.OPEN))
        await stop(task)


async def test_an_order_comes_by_the_socket_and_its_outcome_by_the_status(installation):
    async with started(installation) as task:
        await order(installation, Action.OPEN)
        assert installation.outputs.pulses(Output.OPEN) == 1
        await until(lambda: status(installation)["lanes"]["masuk"]["last_order"] is not None)
        last = status(installation)["lanes"]["masuk"]["last_order"]
        await stop(task)

    assert (last["id"], last["outcome"]) == ("x1", "done")
    assert installation.rows("order.accepted")[0].actor == "user:1"


async def test_the_status_tells_who_it_is_and_how_everything_goes(installation):
    async with started(installation) as task:
        told = status(installation)
        await stop(task)

    assert (told["gate_id"], told["boot_id"]) == ("balaikota", boot_id())
    assert told["pid"] == os.getpid()
    assert list(told["lanes"]) == ["masuk"]
    assert told["alarms"] == []
    assert told["reads"]["rfid"]["lane"] == "masuk"
    assert told["broker"] == {
        "configured": False, "connected": False, "since": None, "backlog": 0, "reason": None
    }  # fmt: skip
    assert told["disk"]["ok"]
    assert told["clock"] == {"trusted": told["clock"]["trusted"]}


async def test_a_broker_that_does_not_answer_is_told_of_and_stops_nothing(installation):
    with installation.toml.open("a") as toml:
        toml.write(f'[mqtt]\nhost = "127.0.0.1"\nport = {free_port()}\ntls = false\n')
    async with started(installation) as task:
        broker = status(installation)["broker"]
        await stop(task)

    assert (broker["configured"], broker["connected"]) == (True, False)


async def test_what_the_last_run_remembered_is_known_again(installation):
    async with started(installation) as task:
        await order(installation, Action.LOCKDOWN, "superior")
        await stop(task)
    async with started(installation) as task:
        lockdown = status(installation)["lanes"]["masuk"]["lockdown"]
        await stop(task)

    assert (lockdown["actor"], lockdown["reason"]) == ("user:1", "superior")


async def test_it_lives_by_the_clock_it_is_given(installation):
    clock = LoopClock()
    clock.trusted = False
    async with started(installation, clock) as task:
        assert not status(installation)["clock"]["trusted"]
        await stop(task)

    assert not any(row.clock_trusted for row in installation.journal)


# The end


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(installation, number, systemd, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", systemd.address)
    told: list[bytes] = []
    loop = asyncio.get_running_loop()
    loop.add_reader(systemd.fileno(), lambda: told.extend(systemd.told()))
    installation.register(1, TAG)
    async with started(installation) as task:
        installation.reader.say(read(TAG))
        installation.reader.say(read(TAG))
        await until(lambda: installation.outputs.pulses(Output.OPEN))
        installation.reader.last_words = read(OTHER_TAG)
        await stop(task, number)

    assert installation.outputs.on == set()
    assert not installation.config.orders_socket.exists()
    assert status(installation)["phase"] == "stopping"
    (row,) = installation.rows("gate.stopped")
    assert row.payload["reason"] == "signal"
    loop.remove_reader(systemd.fileno())
    told += systemd.told()
    assert told[0] == b"READY=1"
    assert told[-1] == b"STOPPING=1"


async def test_a_second_run_begins_where_the_first_ended(installation):
    for _ in range(2):
        async with started(installation) as task:
            await stop(task)

    assert installation.kinds == [
        "journal.epoch", "gate.started", "boom.found", "gate.stopped",
        "gate.started", "boom.found", "gate.stopped",
    ]  # fmt: skip


async def test_a_reader_that_fails_takes_everything_down_with_the_outputs_off(installation):
    installation.register(1, TAG)
    async with started(installation) as task:
        installation.reader.say(read(TAG))
        installation.reader.say(read(TAG))
        await until(lambda: installation.outputs.pulses(Output.OPEN))
        installation.reader.say(RuntimeError("a bug in a reader"))
        failure = await ended(task)

    assert isinstance(failure, ExceptionGroup)
    assert failure.subgroup(RuntimeError) is not None
    assert installation.outputs.on == set()
    assert installation.rows("gate.stopped")[0].payload["reason"] == "failure"


async def test_an_input_that_fails_takes_everything_down(installation):
    async with started(installation) as task:
        installation.inputs.trouble = RuntimeError("no pins")
        failure = await ended(task)

    assert isinstance(failure, ExceptionGroup)
    assert installation.outputs.on == set()


async def test_an_order_that_breaks_the_core_takes_everything_down(installation):
    async with started(installation) as task:
        installation.outputs.trouble = RuntimeError("relay board gone")
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # it is logged too
        with contextlib.suppress(Exception):
            await order(installation, Action.OPEN)
        failure = await ended(task)

    assert isinstance(failure, ExceptionGroup)
    assert installation.outputs.on == set()


async def test_cancelled_it_ends_with_the_outputs_off(installation):
    async with started(installation) as task:
        task.cancel()
        await ended(task)

    assert task.cancelled()
    assert installation.outputs.history[-1][0] == "all off"
    assert installation.rows("gate.stopped")[0].payload["reason"] == "cancelled"


async def test_a_full_runtime_directory_stops_nothing(installation):
    async with started(installation) as task:
        shutil.rmtree(installation.runtime)
        installation.inputs.active = frozenset({Input.CLOSED_LIMIT, Input.OPEN_LIMIT})
        await until(lambda: "boom.fault" in installation.kinds)
        assert not task.done()


# What must be there


async def run(installation: Installation) -> None:
    async with asyncio.timeout(BOUND):
        await app.run(installation.config, installation.devices)


async def test_without_a_database_it_says_what_to_do(installation):
    installation.database.unlink()

    with pytest.raises(StoreError, match="gate migrate"):
        await run(installation)


async def test_a_database_of_another_schema_says_what_to_do(installation):
    with contextlib.closing(sqlite3.connect(installation.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()

    with pytest.raises(StoreError, match="gate migrate"):
        await run(installation)


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000], ids=["empty", "other"])
async def test_a_damaged_database_without_a_backup_is_replaced_by_an_empty_one(
    installation, content
):
    installation.database.write_bytes(content)
    async with started(installation) as task:
        rescued = status(installation)["disk"]["rescued"]
        await stop(task)

    assert rescued["source"] is None
    assert (installation.data / rescued["kept"]).read_bytes() == content
    assert installation.kinds[:3] == ["journal.epoch", "store.rescued", "gate.started"]


async def test_a_database_that_cannot_be_replaced_is_a_store_error(installation, monkeypatch):
    installation.database.write_bytes(b"not a database")
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(StoreError, match=r"gate\.db: .*replacing it failed"):
        await run(installation)


@pytest.mark.parametrize("instead", ["nothing", "a file"])
async def test_without_a_runtime_directory_it_names_the_key(installation, instead):
    installation.runtime.rmdir()
    if instead == "a file":
        installation.runtime.touch()

    with pytest.raises(ConfigError, match=rf"\[gate\] runtime: .*{installation.runtime}"):
        await run(installation)


async def test_a_second_controller_is_refused_and_the_first_goes_on(installation):
    async with started(installation) as task:
        with pytest.raises(StoreError, match="another controller"):
            await run(installation)
        await order(installation, Action.OPEN)
        await stop(task)

    assert installation.kinds.count("gate.started") == 1


async def test_a_second_controller_on_the_same_database_only_is_refused_too(installation, tmp_path):
    async with started(installation) as task:
        (tmp_path / "elsewhere").mkdir()
        text = installation.toml.read_text()
        installation.toml.write_text(text.replace("/run", "/elsewhere"))
        with pytest.raises(StoreError, match="another controller"):
            await run(installation)
        installation.toml.write_text(text)
        await stop(task)


# What it loads


HEAVY = (
    "alembic", "fastapi", "gate.cli", "gate.registry", "gate.web", "jinja2", "pydantic", "rich",
    "sqlalchemy", "sqlmodel", "starlette", "typer", "uvicorn",
)  # fmt: skip


@pytest.mark.parametrize("module", ["gate.app", "gate.__main__"])
def test_the_controller_loads_nothing_of_the_web_the_registry_or_the_terminal(module):
    script = f"import sys, {module}; print(*(set({HEAVY!r}) & sys.modules.keys()))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.split() == []


async def test_damage_that_is_found_stands_as_an_alarm_until_the_file_is_whole_again(
    installation, monkeypatch
):
    kept = []
    enter = Housekeeping.__enter__

    def noted(keeper):
        kept.append(keeper)
        return enter(keeper)

    monkeypatch.setattr(Housekeeping, "__enter__", noted)

    def standing():
        return [(alarm["id"], alarm["detail"]) for alarm in status(installation)["alarms"]]

    async with started(installation):
        kept[0]._on_look("page 3 is torn")
        await until(lambda: standing() == [("store/store_damaged", {"reason": "page 3 is torn"})])
        kept[0]._on_look(None)
        await until(lambda: standing() == [])

    told = [row.kind for row in installation.journal if row.kind.startswith("alarm.")]
    assert told == ["alarm.raised", "alarm.cleared"]
