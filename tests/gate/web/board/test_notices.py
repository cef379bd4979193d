from dataclasses import replace

import pytest

from gate.registry.people.staff import Role
from gate.web.board.moment import Moment, Reader, Site
from gate.web.board.notices import Notice, lost, notices
from gate.words.language import Language
from tests.gate.web.conftest import NOW, ZONE
from tests.gate.web.played_lanes import alarm, moment, status

LANGUAGE = Language("id", ZONE)


def shown_at(site: Site, now: Moment) -> list[list[Notice]]:
    return notices(site, now, Reader(LANGUAGE, Role.GUARD))


def banner(site: Site, **changes: object) -> Notice:
    (only,) = shown_at(site, moment(NOW, status=status(**changes)))[1]
    return only


def test_a_healthy_gate_says_nothing(shown: Site):
    assert shown_at(shown, moment(NOW)) == [[], []]


@pytest.mark.parametrize(
    ("changes", "title", "tone"),
    [
        (
            {"disk": {"ok": False, "reason": "full", "backlog": 12}},
            "Penyimpanan bermasalah.",
            "bad",
        ),
        (
            {"disk": {"ok": True, "reason": None, "backlog": 0, "rescued": {"source": None}}},
            "Penyimpanan rusak dan sudah diganti dengan cadangan terakhir.",
            "bad",
        ),
        ({"clock": {"trusted": False}}, "Jam belum terpercaya.", "warn"),
        ({"phase": "settling"}, "Portal baru menyala kembali.", "info"),
    ],
)
def test_what_does_not_work_is_told_once(
    shown: Site, changes: dict[str, object], title: str, tone: str
):
    only = banner(shown, **changes)

    assert (only.title, only.tone) == (title, tone)


def broker(**changes: object) -> dict[str, object]:
    return {"configured": True, "connected": False, "since": NOW - 60, "backlog": 214} | changes


def test_a_broker_that_is_away_says_since_when_and_what_is_kept(shown: Site):
    only = banner(shown, broker=broker())

    assert only.title == "Pengiriman data terhenti sejak 07.41."
    assert only.detail == "Portal tetap bekerja. 214 catatan akan terkirim sendiri."
    assert banner(shown, broker=broker(since=None)).title == "Pengiriman data terhenti."


@pytest.mark.parametrize(
    "found", [broker(configured=False), broker(connected=True), broker(since=NOW - 5)]
)
def test_no_broker_and_a_short_break_are_not_told(shown: Site, found: dict[str, object]):
    assert shown_at(shown, moment(NOW, status=status(broker=found)))[1] == []


def test_a_silent_controller_is_the_only_thing_to_tell(shown: Site):
    standing = status(alarms=[alarm("tailgating")], wall=NOW - 120)

    ((only,),) = shown_at(shown, moment(NOW, status=standing, alive=False))

    assert only.title == "Pengendali portal tidak menjawab sejak 07.40."
    assert "sakelar kunci" in only.detail
    assert "0335\u2011421228" in only.detail


def test_without_a_number_nobody_is_told_to_call_it(shown: Site):
    nobody = replace(shown, technician_phone="")
    ((only,),) = shown_at(nobody, moment(NOW, status=None, alive=False))

    assert only.detail.endswith("lalu hubungi teknisi.")


def test_a_controller_never_heard_of_is_told_without_a_time(shown: Site):
    ((only,),) = shown_at(shown, moment(NOW, status=None, alive=False))

    assert only.title == "Pengendali portal tidak menjawab."


def test_a_browser_that_has_lost_us_says_so_by_itself():
    assert lost(LANGUAGE).urgent
