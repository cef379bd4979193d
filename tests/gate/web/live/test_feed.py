"""The watcher: follows status file and database, and wakes whoever waits."""

import asyncio
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from gate.web.live.archive import Archive
from gate.web.live.feed import LEAVING_SHOWN, Feed
from tests.gate.web.access.test_sessions import break_disk
from tests.gate.web.site import FixedWall, Site
from tests.virtual_time import in_virtual_time
from tests.waiting import until


@pytest.fixture
def feed(site: Site) -> Feed:
    """A feed that looks only when told to."""
    archive = Archive(site.config.database, site.engine, site.config.gate_id)
    made = Feed(site.config.status_file, archive, site.clock, site.author.boot_id)
    yield made
    archive.close()


def test_before_the_controller_ever_spoke_nothing_is_known(feed: Feed):
    feed.look()

    assert (feed.moment.status, feed.moment.alive, feed.version) == (None, False, 0)


def test_a_replaced_file_is_a_new_moment(feed: Feed, site: Site):
    site.controller.write()
    feed.look()
    assert feed.moment.alive
    first = feed.version

    feed.look()
    assert feed.version == first

    site.controller.set("masuk", state="fault")
    feed.look()
    assert feed.version == first + 1
    assert feed.moment.status.lanes["masuk"].state == "fault"


def test_a_file_that_cannot_be_read_leaves_the_last_word(feed: Feed, site: Site):
    site.controller.write()
    feed.look()
    site.config.status_file.write_text("{")
    feed.look()

    assert feed.moment.status is not None


def test_silence_is_noticed_without_any_change_of_the_file(
    feed: Feed, site: Site, clock: FixedWall
):
    site.controller.write()
    feed.look()
    clock.ahead += 3.1
    feed.look()

    assert not feed.moment.alive
    assert feed.moment.status is not None


def test_who_has_left_is_remembered_for_a_moment(feed: Feed, site: Site, clock: FixedWall):
    site.controller.wait("masuk", "plate:N871PS", vehicle=2)
    feed.look()
    site.controller.leave("masuk")
    feed.look()
    assert feed.moment.leaving["masuk"].vehicle == 2

    clock.ahead += LEAVING_SHOWN
    site.controller.write()
    feed.look()
    assert feed.moment.leaving == {}


def test_the_next_one_takes_the_place_of_who_has_left(feed: Feed, site: Site):
    site.controller.wait("masuk", "plate:N871PS")
    feed.look()
    site.controller.leave("masuk")
    feed.look()
    site.controller.wait("masuk", "plate:N1234AP")
    feed.look()

    assert feed.moment.leaving == {}


@in_virtual_time
async def test_waiting_ends_with_a_change_with_time_and_with_the_end(feed: Feed, site: Site):
    async def waited(act: Callable[[], None], version: int) -> float:
        """How many seconds pass until a wait of ten is over, when something happens meanwhile."""
        begun = asyncio.get_running_loop().time()
        waiting = asyncio.create_task(feed.changed(version, 10))
        await asyncio.sleep(1)
        act()
        await waiting
        return asyncio.get_running_loop().time() - begun

    def speak() -> None:
        site.controller.write()
        feed.look()

    assert await waited(speak, feed.version) == 1
    assert await waited(lambda: None, feed.version) == 10
    assert await waited(lambda: None, feed.version - 1) == 1
    assert await waited(feed.close, feed.version) == 1


async def test_a_new_row_and_a_renamed_holder_arrive_by_themselves(app: FastAPI, site: Site):
    feed = app.state.context.feed
    await until(lambda: feed.facts.rows)

    site.record("passage.done", "keluar", vehicle=1, plate="N1234AP")
    await until(lambda: "keluar" in feed.moment.passed)

    assert feed.moment.passed["keluar"].plate == "N1234AP"
    assert feed.facts.vehicles[1].holder == "Budi Santoso"
    assert feed.moment.people["user:1"] == "Slamet Riyadi"


async def test_a_vehicle_that_comes_is_looked_up_at_once(app: FastAPI, site: Site):
    feed = app.state.context.feed
    await until(lambda: feed.facts.rows)

    site.controller.wait("masuk", "tag:0012874F21", vehicle=3)
    await until(lambda: 3 in feed.moment.vehicles)

    assert feed.moment.vehicles[3].tags == ("0012874F21",)


async def test_a_database_that_fails_leaves_the_lanes_alone(app: FastAPI, site: Site):
    feed = app.state.context.feed
    site.controller.write()
    await until(lambda: feed.moment.alive and feed.facts.rows)
    rows = feed.facts.rows

    break_disk(site)
    site.controller.wait("masuk", "plate:N871PS", vehicle=2)

    await until(lambda: feed.moment.status.lanes["masuk"].waiting)
    await until(lambda: feed._archive._seen is None)  # it has looked in vain
    assert feed.facts.rows == rows


def test_an_archive_without_a_file_says_nothing(site: Site):
    archive = Archive(site.config.data_dir / "missing.db", site.engine, "balai-kota")

    assert archive.look(frozenset()) is None


def test_a_lost_tag_of_a_waiting_vehicle_is_told(site: Site):
    from gate.registry import vehicles  # noqa: PLC0415 - one test needs them
    from gate.registry.database import editing  # noqa: PLC0415

    with editing(site.engine) as session:
        vehicles.report_lost(session, "0012874F21", author=site.author)
    archive = Archive(site.config.database, site.engine, site.config.gate_id)

    facts = archive.look(frozenset({3}))
    archive.close()

    assert facts is not None
    assert facts.lost == {"0012874F21": int(site.clock.now().wall)}


def test_a_damaged_status_is_logged_once_and_the_last_one_stays(
    feed: Feed, site: Site, caplog: pytest.LogCaptureFixture
):
    site.controller.set("masuk", state="fault")
    feed.look()
    for content in ('{"half', '{"half '):
        site.config.status_file.write_text(content)
        feed.look()

    assert feed.moment.status.lanes["masuk"].state == "fault"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert str(site.config.status_file) in caplog.text
