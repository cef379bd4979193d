"""The live stream over a real server: a snapshot first, then only what changed, and an end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from gate.web.lanes.stream import HEARTBEAT, MOST_STREAMS, STILL_SIGNED_IN, Told
from gate.web.live.boards import Board
from gate.web.live.feed import Feed
from gate.web.server import Server
from tests.gate.web.site import FixedWall, Site
from tests.waiting import BOUND, until


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The application on a real port; its own lifespan runs already."""
    server = Server(
        uvicorn.Config(app, port=0, lifespan="off", access_log=False, log_level="warning")
    )
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    app.state.context.feed.close()
    server.should_exit = True
    await serving


@asynccontextmanager
async def stream(address: str, browser, login: str, path: str = "/live/stream"):
    """Yield the next event of a kind, again and again."""
    someone = await browser(login)
    cookies = {"session": someone.client.cookies["session"]}
    async with (
        httpx.AsyncClient(base_url=address, cookies=cookies, timeout=BOUND) as client,
        client.stream("GET", path) as answer,
    ):
        lines = answer.aiter_lines()

        async def following(kind: str) -> dict:
            event = {}
            async for line in lines:
                name, _, value = line.partition(": ")
                if name:
                    event[name] = value
                elif event.get("event") == kind:
                    return event | {"data": json.loads(event["data"])}
            raise AssertionError(f"the stream ended without {kind}")

        following.answer = answer
        yield following


async def test_a_snapshot_comes_first_and_every_event_has_an_id(address, browser, site: Site):
    site.controller.write()

    async with stream(address, browser, "slamet.r") as following:
        first = await following("board")

    assert following.answer.headers["content-type"].startswith("text/event-stream")
    assert first["id"].isdigit()
    assert set(first["data"]["pieces"]) == {"notices", "headcount", "lane-masuk", "lane-keluar"}


async def test_then_only_what_changed_is_sent(address, browser, site: Site, feed: Feed):
    site.controller.write()
    await until(lambda: feed.moment.alive and feed.facts.rows)

    async with stream(address, browser, "slamet.r") as following:
        await following("board")
        site.controller.set("keluar", state="opening", inputs=[])
        changed = await following("board")

    assert set(changed["data"]) == {"pieces"}
    assert set(changed["data"]["pieces"]) == {"lane-keluar"}
    assert 'data-boom="moving"' in changed["data"]["pieces"]["lane-keluar"]


async def test_a_new_event_is_sent_alone(address, browser, site: Site, feed: Feed):
    site.record("decision.granted", "masuk", vehicle=1, plate="N1234AP", objections=[])
    await until(lambda: "decision.granted" in {row.kind for row in feed.facts.rows})

    async with stream(address, browser, "slamet.r") as following:
        assert len((await following("board"))["data"]["rows"]) == 1
        site.record("decision.denied", "masuk", objections=["unknown"])
        while True:
            news = (await following("board"))["data"]
            if "new_rows" in news:
                break

    assert "rows" not in news
    assert "Tidak terdaftar" in news["new_rows"][0]


async def test_the_heartbeat_tells_the_gates_time_and_whether_it_is_alive(
    address, browser, site: Site, clock: FixedWall, feed: Feed
):
    async with stream(address, browser, "suparman", "/live/pulse") as following:
        tick = (await following("tick"))["data"]
        clock.ahead += HEARTBEAT
        site.controller.write()
        feed.look()
        next_tick = (await following("tick"))["data"]

    assert tick == {
        "wall": site.clock.now().wall,
        "alive": False,
        "trusted": True,
        "theme": None,
    }
    assert next_tick["alive"]


async def test_who_is_signed_out_elsewhere_is_told(
    address, browser, site: Site, clock: FixedWall, app: FastAPI, feed: Feed
):
    async with stream(address, browser, "slamet.r") as following:
        await following("tick")
        app.state.context.sessions.close(
            following.answer.request.headers["cookie"].removeprefix("session="),
            author=site.author,
        )
        clock.ahead += STILL_SIGNED_IN
        site.controller.write()
        feed.look()

        assert (await following("over"))["data"] == {}


async def test_there_is_an_end_to_the_number_of_streams(address, browser, feed: Feed):
    feed.streams = MOST_STREAMS

    async with stream(address, browser, "slamet.r") as following:
        assert following.answer.status_code == 503


async def test_streams_end_by_themselves_when_the_feed_is_closed(address, browser, feed: Feed):
    async with stream(address, browser, "slamet.r") as following:
        await following("tick")
        assert feed.streams == 1
        feed.close()
        with pytest.raises(AssertionError, match="the stream ended"):
            await following("never")
    await until(lambda: feed.streams == 0)


async def test_a_stream_needs_somebody(address):
    async with httpx.AsyncClient(base_url=address, timeout=BOUND) as client:
        for path in ("/live/stream", "/live/pulse"):
            assert (await client.get(path)).status_code == 303


def board(*keys: str, **pieces: str) -> Board:
    return Board(pieces, tuple((key, f"<li>{key}</li>") for key in keys))


def test_a_browser_is_told_nothing_twice():
    told = Told()
    told.news(board("b", "a", lane="x"))

    assert told.news(board("b", "a", lane="x")) == {}
    assert told.news(board("b", "a", lane="y")) == {"pieces": {"lane": "y"}}
    assert told.news(board("d", "c", "b", lane="y")) == {"new_rows": ["<li>d</li>", "<li>c</li>"]}


def test_an_empty_list_is_told_once():
    told = Told()

    assert told.news(board(lane="x")) == {"pieces": {"lane": "x"}, "rows": []}
    assert told.news(board(lane="x")) == {}
    assert told.news(board("a", lane="x")) == {"rows": ["<li>a</li>"]}


def test_a_browser_that_missed_too_much_gets_the_whole_list():
    told = Told()
    told.news(board("a", lane="x"))

    assert told.news(board("z", "y", lane="x")) == {"rows": ["<li>z</li>", "<li>y</li>"]}
