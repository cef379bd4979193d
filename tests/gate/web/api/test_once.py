"""A POST with a key is done once, whatever happens, and answered again."""

import asyncio
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, delete

from gate.controller import orders
from gate.errors import DeviceError, StoreError
from gate.registry import idempotency
from gate.registry.database import editing, reading
from gate.registry.listing import Query
from gate.registry.models import ApiAnswer
from gate.registry.vehicles import search
from gate.store.database import BUSY_TIMEOUT_S
from gate.web.api.ordering_paths import PATIENCE
from gate.web.app import create_app
from gate.web.lanes.ordering import give
from tests.gate.web.api.programs import Program, slug

CAR = {"plate": "N 77 XY", "holder": "Siti"}
OPEN = {"action": "open", "reason": "duty"}
ORDERS = "/lanes/masuk/orders"


async def test_the_same_again_gets_the_first_answer_and_does_nothing(admin, site):
    first = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k1")
    rows = len(site.rows())
    again = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["etag"], again.headers["location"]) == (
        first.headers["etag"],
        first.headers["location"],
    )
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(site.rows()) == rows


async def test_an_order_that_comes_again_moves_the_boom_once(admin, controller):
    answers = [await admin.ask("POST", ORDERS, OPEN, idempotency_key="k2") for _ in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (202, answers[0].content)
    }
    assert len(controller.orders) == 1


async def test_a_refused_order_stays_refused(admin, controller):
    controller.refusal = "emergency"
    first = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k3")
    controller.refusal = None
    again = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k3")
    assert (slug(first), first.json()["refusal"]) == ("order-refused", "emergency")
    assert (again.status_code, again.content) == (409, first.content)
    assert len(controller.orders) == 1


async def test_an_order_that_no_lane_saw_may_come_again(admin, controller):
    controller.refusal = "busy"
    assert slug(await admin.ask("POST", ORDERS, OPEN, idempotency_key="k17")) == "order-refused"
    controller.refusal = None
    again = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k17")
    assert again.status_code == 202


async def test_after_a_lost_answer_nobody_says_that_the_order_was_not_done(
    admin, controller, monkeypatch
):
    real = orders.send

    async def lose(*sent: object) -> None:
        await real(*sent)
        raise DeviceError("the answer is lost")

    controller.knows_again = True
    monkeypatch.setattr(orders, "send", lose)
    silent = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k18")
    assert slug(silent) == "controller-silent"
    monkeypatch.undo()
    again = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k18")
    assert (again.status_code, slug(again)) == (409, "order-received-before")
    assert again.json()["order"] == controller.lanes["masuk"]["last_order"]["id"]
    assert "Not done" not in again.text


async def test_an_order_nobody_answered_keeps_its_id_when_it_comes_again(admin, site, feed):
    site.controller.write()
    feed.look()
    silent = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k4")
    assert (silent.status_code, slug(silent)) == (503, "controller-silent")
    with site.controller.running() as controller:
        for key in ("k4", "k5"):
            await admin.ask("POST", ORDERS, OPEN, idempotency_key=key)
        again = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k4")
    assert again.headers["idempotency-replayed"] == "true"
    assert len({order.id for order in controller.orders}) == len(controller.orders) == 2


async def test_the_first_answer_is_known_after_a_restart(admin, controller, site):
    first = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k16")
    restarted = create_app(site.config, site.engine, site.clock)
    restarted.state.context.feed.look()
    token = admin.client.headers["authorization"].partition(" ")[2]
    again = await Program(restarted, token).ask("POST", ORDERS, OPEN, idempotency_key="k16")
    assert (again.status_code, again.content) == (202, first.content)
    assert len(controller.orders) == 1


async def test_a_key_serves_one_request_only(admin):
    await admin.ask("POST", "/vehicles", CAR, idempotency_key="k6")
    other = await admin.ask("POST", "/vehicles", CAR | {"opd": "B"}, idempotency_key="k6")
    assert (other.status_code, slug(other)) == (422, "key-reused")


async def test_two_programs_do_not_share_keys(admin, program):
    await admin.ask("POST", "/vehicles", CAR, idempotency_key="k7")
    other = program("officer")
    assert slug(await other.ask("POST", "/vehicles", CAR, idempotency_key="k7")) == "conflict"


async def test_what_was_put_right_may_come_again_under_the_same_key(admin):
    wrong = await admin.ask("POST", "/vehicles", {"plate": "N 1"}, idempotency_key="k8")
    assert wrong.status_code == 422
    right = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k8")
    assert right.status_code == 201


async def test_at_the_same_time_only_one_is_done(admin, controller, monkeypatch):
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(*order: object) -> str | None:
        begun.set()
        await go.wait()
        return await give(*order)

    monkeypatch.setattr("gate.web.api.ordering.give", slowly)
    first = asyncio.create_task(admin.ask("POST", ORDERS, OPEN, idempotency_key="k9"))
    await begun.wait()
    second = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k9")
    go.set()
    assert (await first).status_code == 202
    assert (second.status_code, slug(second)) == (409, "key-unanswered")
    assert len(controller.orders) == 1


async def test_a_request_that_failed_half_way_is_not_done_again(admin, monkeypatch, site):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr("gate.web.api.routes.vehicles.answered", fail)
    failed = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k10")
    assert (failed.status_code, slug(failed)) == (500, "failed")
    monkeypatch.undo()
    again = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k10")
    assert slug(again) == "key-unanswered"
    with reading(site.engine) as session:
        assert search(session, Query("N77XY"), wall=0).total == 1


async def test_an_answer_that_cannot_be_kept_is_given_nevertheless(admin, monkeypatch):
    def fail(*_: object) -> None:
        raise StoreError("gate.db: disk I/O error")

    monkeypatch.setattr("gate.registry.idempotency.keep", fail)
    answer = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k11")
    assert answer.status_code == 201
    again = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k11")
    assert slug(again) == "key-unanswered"


async def test_a_key_that_is_forgotten_meanwhile_costs_no_answer(admin, monkeypatch):
    def forget(session: Session, *_: object) -> None:
        session.exec(delete(ApiAnswer))

    keep = idempotency.keep
    monkeypatch.setattr(
        "gate.registry.idempotency.keep", lambda *each: (forget(*each), keep(*each))
    )
    assert (await admin.ask("POST", "/vehicles", CAR, idempotency_key="k19")).status_code == 201


async def test_what_a_clock_ahead_has_kept_is_forgotten(admin, clock):
    await admin.ask("POST", "/vehicles", CAR, idempotency_key="k20")
    clock.wall -= 61
    again = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k20")
    assert slug(again) == "conflict"


@pytest.mark.parametrize("part", ["idempotency.take", "idempotency.keep", "people.tokens.find"])
async def test_what_fails_outside_the_routes_is_a_problem_too(admin, monkeypatch, part):
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(f"gate.registry.{part}", fail)
    answer = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k21")
    assert answer.status_code == 201 if part.endswith("keep") else slug(answer) == "failed"


async def test_an_order_does_not_wait_for_whoever_writes_long(admin, controller, site, monkeypatch):
    """However often it asks for the write lock, it asks with little patience."""
    asked = []

    def noted(engine: Engine, patience: float = BUSY_TIMEOUT_S) -> AbstractContextManager[Session]:
        asked.append(patience)
        return editing(engine, patience)

    for asking in ("callers", "once"):
        monkeypatch.setattr(f"gate.web.api.{asking}.editing", noted)
    with editing(site.engine):
        answer = await admin.ask("POST", ORDERS, OPEN, idempotency_key="k22")
    assert (answer.status_code, len(controller.orders)) == (202, 1)
    assert set(asked) == {PATIENCE}


async def test_answers_are_forgotten_after_a_day(admin, clock):
    await admin.ask("POST", "/vehicles", CAR, idempotency_key="k12")
    clock.wall += 24 * 3600
    again = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k12")
    assert slug(again) == "conflict"


async def test_a_program_has_only_so_many_keys_a_day(admin, monkeypatch):
    monkeypatch.setattr(idempotency, "MOST_KEYS", 1)
    await admin.ask("POST", "/vehicles", CAR, idempotency_key="k13")
    more = await admin.ask("POST", "/vehicles", CAR, idempotency_key="k14")
    assert (more.status_code, slug(more)) == (429, "too-many-requests")
    assert more.headers["retry-after"] == "3600"


async def test_odd_keys_are_refused(admin):
    for key in ("", "x" * 101, "with space"):
        answer = await admin.ask("POST", "/vehicles", CAR, idempotency_key=key)
        assert (answer.status_code, slug(answer)) == (422, "invalid-request")


async def test_a_get_needs_no_key_and_is_never_answered_from_memory(admin):
    for _ in "12":
        answer = await admin.ask("GET", "/vehicles", idempotency_key="k15")
        assert "idempotency-replayed" not in answer.headers
