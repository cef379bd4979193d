"""Programs take turns; orders do not wait for them."""

import asyncio
from collections.abc import Iterator
from threading import Event, current_thread

import pytest

from gate.web.api import turns
from tests.gate.web.api.programs import slug
from tests.waiting import BOUND, until

OPEN = {"action": "open", "reason": "duty"}


@pytest.fixture
def slow(monkeypatch) -> Iterator[list[Event]]:
    """The list of users takes programs until the test ends; the pages' watcher has it at once."""
    go, begun = Event(), []

    def wait(*_: object) -> list[object]:
        if current_thread().name.startswith("AnyIO"):  # a request's
            begun.append(go)
            go.wait(BOUND)
        return []

    monkeypatch.setattr("gate.registry.people.users.everyone", wait)
    yield begun
    go.set()


async def all_at_work(admin, slow: list[Event]) -> list[asyncio.Task]:
    """Take every turn; what is answered instead is the failure."""
    working = [asyncio.create_task(admin.ask("GET", "/users")) for _ in range(turns.AT_WORK)]
    await until(lambda: len(slow) == turns.AT_WORK or any(task.done() for task in working))
    assert [task.result().text for task in working if task.done()] == []
    return working


@pytest.mark.usefixtures("controller")
async def test_more_requests_than_turns_are_refused_and_orders_go_through(admin, slow, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.05)
    working = await all_at_work(admin, slow)
    refused = await admin.ask("GET", "/vehicles")
    assert (refused.status_code, slug(refused)) == (429, "too-many-requests")
    assert refused.headers["retry-after"] == "2"
    assert (await admin.ask("POST", "/lanes/masuk/orders", OPEN)).status_code == 202
    slow[0].set()
    assert {answer.status_code for answer in await asyncio.gather(*working)} == {200}
    assert (await admin.ask("GET", "/vehicles")).status_code == 200


async def test_only_so_many_wait_for_a_turn(admin, slow, monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAITING", 0)
    monkeypatch.setattr(turns, "LONGEST_WAIT", BOUND)
    working = await all_at_work(admin, slow)
    assert (await admin.ask("GET", "/vehicles")).status_code == 429
    slow[0].set()
    assert {answer.status_code for answer in await asyncio.gather(*working)} == {200}
