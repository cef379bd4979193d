"""Riwayat: the journal in plain words, newest first."""

import re

import pytest

from tests.gate.web.conftest import NOW
from tests.gate.web.site import Site


@pytest.fixture
async def reader(browser):
    return await browser("suparman")


def badges(page: str) -> list[str]:
    found = re.findall(r'<span class="badge[^>]*>.*?</svg>(.*?)</span>', page, re.DOTALL)
    return [badge.strip() for badge in found]


async def test_newest_rows_come_first_under_their_day(reader, site: Site):
    site.record("boom.closed", "masuk", wall=NOW - 86_400)
    site.record("decision.denied", "keluar", objections=["unknown"], reads=[], wall=NOW - 5)

    await reader.get("/history")

    assert badges(reader.page.text)[:2] == ["Tidak terdaftar", "Palang tertutup"]
    assert "hari ini, 24 Nov 2026 07.41.55" in reader.text
    assert "kemarin, 23 Nov 2026 07.42.00" in reader.text


async def test_history_can_be_narrowed_by_lane_and_kind(reader, site: Site):
    site.record("decision.granted", "masuk", objections=[])
    site.record("decision.denied", "keluar", objections=["unknown"])
    site.record("alarm.raised", "keluar", alarm="tailgating")

    await reader.get("/history?lane=keluar&group=decisions")
    assert badges(reader.page.text) == ["Tidak terdaftar"]
    assert '<option value="keluar" selected>' in reader.page.text
    await reader.get("/history?group=alarms")
    assert badges(reader.page.text) == ["Alarm"]
    await reader.get("/history?lane=nowhere")
    assert "Tidak ada kejadian yang cocok." in reader.text


async def test_older_rows_follow_by_key(reader, site: Site):
    for number in range(60):
        site.record("boom.opening", "masuk", credit=number)

    await reader.get("/history?lane=masuk")
    assert len(badges(reader.page.text)) == 50
    (older,) = re.findall(r'rel="next" href="([^"]+)"', reader.page.text)
    await reader.get(older.replace("&amp;", "&"))
    assert len(badges(reader.page.text)) == 10
    assert 'rel="next"' not in reader.page.text
    assert "Terbaru" in reader.text


@pytest.mark.parametrize("before", ["x", "a.b", "..", "abc.99999999999999999999", "abc.1"])
async def test_a_key_somebody_wrote_by_hand_is_harmless(reader, before: str):
    assert (await reader.get(f"/history?before={before}")).status_code == 200


async def test_a_look_that_takes_too_long_is_given_up(reader, monkeypatch):
    monkeypatch.setattr("gate.web.pages.history.PATIENCE", -1)
    monkeypatch.setattr("gate.web.pages.history._STEPS", 1)

    assert (await reader.get("/history")).status_code == 503
    assert "Portal tetap bekerja." in reader.text


async def test_history_speaks_english(reader, site: Site):
    site.record("order.accepted", "masuk", "user:1", action="hold", reason="convoy", until=NOW)
    await reader.post("/preferences", language="en", back="/history")

    assert "Held open by Slamet Riyadi · Convoy" in reader.text
    assert "today, 24 Nov 2026" in reader.text
    assert "07:42:00" in reader.text
