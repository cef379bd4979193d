"""The journal through the API: narrowed by everything, paged by key, proven."""

import sqlite3
from contextlib import closing

import pytest

from tests.gate.web.api.programs import fields, slug
from tests.gate.web.played_lanes import NOW


@pytest.fixture
def told(site):
    """Some rows of a day."""
    site.record(
        "decision.denied",
        "masuk",
        claim="c1",
        vehicle=1,
        plate="N1234AP",
        objections=["blocked", "expired"],
        wall=NOW - 60,
    )
    site.record("order.accepted", "masuk", "user:2", action="open", reason="duty: X", claim="c1")
    site.record(
        "order.accepted", "keluar", "user:3", action="open", reason="superior", wall=NOW + 9
    )
    site.record("passage.done", "masuk", claim="c1", vehicle=17, plate="N17AP", wall=NOW + 20)


@pytest.mark.usefixtures("told")
async def test_rows_are_found_by_what_they_say(admin):
    for query, kinds in (
        ("group=orders", ["order.accepted", "order.accepted"]),
        ("kind=decision.denied", ["decision.denied"]),
        ("kind=decision.denied&group=orders", []),
        ("lane=keluar", ["order.accepted"]),
        ("vehicle=1&group=decisions", ["decision.denied"]),
        ("vehicle=17", ["passage.done"]),
        ("plate=n+1234+ap&lane=masuk", ["decision.denied"]),
        ("actor=user:3", ["order.accepted"]),
        ("actor=user:3&vehicle=1", []),
        ("reason=duty", ["order.accepted"]),
        ("reason=expired", ["decision.denied"]),
        ("reason=blocked&vehicle=1", ["decision.denied"]),
        ("reason=blocked&vehicle=17", []),
        ("lane=masuk&since=2020-01-01T00:00:00Z&before=2020-01-02T00:00:00Z", []),
    ):
        found = (await admin.get(f"/journal?{query}"))["items"]
        assert [row["kind"] for row in found] == kinds, query


@pytest.mark.usefixtures("told")
async def test_the_journal_is_read_to_its_end_by_key(admin, site):
    rows = await admin.pages("/journal?limit=3")
    assert [row["seq"] for row in rows] == list(range(len(rows), 0, -1))
    assert rows[0]["time"].endswith("Z")
    assert [row["hash"] for row in rows] == [row.hash.hex() for row in site.rows(100)]


@pytest.mark.usefixtures("told")
async def test_the_story_of_a_passage_is_told_and_proven(admin, site):
    row = (await admin.get("/journal?kind=decision.denied"))["items"][0]
    key = f"{row['epoch']}.{row['seq']}"
    assert await admin.get(f"/journal/{key}") == row
    passage = await admin.get(f"/journal/{key}/passage")
    assert [each["kind"] for each in passage["items"]] == [
        "decision.denied",
        "order.accepted",
        "passage.done",
    ]
    assert (passage["whole"], passage["broken"]) == (True, None)

    with closing(sqlite3.connect(site.config.database)) as connection, connection:
        connection.execute(
            "UPDATE journal SET kind = 'decision.granted' WHERE seq = ?", (row["seq"],)
        )
    forged = await admin.get(f"/journal/{key}/passage")
    assert (forged["whole"], forged["broken"]) == (False, row["seq"])


async def test_a_row_that_is_not_there_is_not_found(admin):
    for path in ("/journal/abc.7", "/journal/abc.7/passage"):
        assert slug(await admin.ask("GET", path)) == "not-found"
    assert (await admin.ask("GET", "/journal/abc")).status_code == 422


async def test_what_is_no_plate_is_named(admin):
    assert fields(await admin.ask("GET", "/journal?plate=!!")) == {"plate": "plate_wrong"}


@pytest.mark.usefixtures("told")
async def test_a_look_that_takes_too_long_ends_as_a_problem(admin, clock, monkeypatch):
    monkeypatch.setattr("gate.web.history.list._STEPS", 1)
    monkeypatch.setattr("gate.web.history.list.PATIENCE", -10.0)
    answer = await admin.ask("GET", "/journal?group=orders")
    assert (answer.status_code, slug(answer)) == (503, "storage-silent")
    assert clock.ahead == 0.0


@pytest.mark.usefixtures("told")
async def test_a_month_is_counted(admin):
    report = await admin.get("/reports/2026-11")
    assert (report["month"], report["running"]) == ("2026-11", True)
    assert report["openers"][0]["times"] == 1
    assert {each["name"] for each in report["openers"]} == {"Agus Salim", "Yulianti"}
    assert report["rows"] == report["rows_checked"]
    assert report["broken"] is None
    assert slug(await admin.ask("GET", "/reports/2199-01")) == "not-found"
    assert (await admin.ask("GET", "/reports/2026-13")).status_code == 422
