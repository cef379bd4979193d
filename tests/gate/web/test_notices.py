import pytest

from gate.registry.staff import Role
from gate.web.board.moment import Moment, Reader, Site
from gate.web.board.notices import Notice, lost, notices
from gate.web.wording.language import Language
from tests.gate.web.conftest import NOW, ZONE
from tests.gate.web.lanes import moment, status

LANGUAGE = Language("id", ZONE)


def alarm(code: str, **changes: object) -> dict[str, object]:
    standing = {
        "id": f"masuk/{code}",
        "alarm": code,
        "lane": "masuk",
        "since": NOW - 60,
        "detail": {},
        "acknowledged": None,
        "over": False,
    }
    return standing | changes


def shown_at(site: Site, now: Moment) -> list[list[Notice]]:
    return notices(site, now, Reader(LANGUAGE, Role.GUARD))


def alarms(site: Site, *standing: dict[str, object]) -> list[Notice]:
    now = moment(NOW, status=status(alarms=list(standing)), people={"user:1": "Slamet Riyadi"})
    return shown_at(site, now)[0]


def banner(site: Site, **changes: object) -> Notice:
    (only,) = shown_at(site, moment(NOW, status=status(**changes)))[1]
    return only


def test_a_healthy_gate_says_nothing(shown: Site):
    assert shown_at(shown, moment(NOW)) == [[], []]


def test_the_worst_unchecked_alarm_comes_first(shown: Site):
    checked = alarm("forced_open", acknowledged="user:1")

    order = alarms(shown, alarm("reader_lost"), checked, alarm("tailgating"))

    assert [each.key for each in order] == [
        "masuk/tailgating",
        "masuk/reader_lost",
        "masuk/forced_open",
    ]


def test_an_alarm_says_what_where_when_and_what_to_do(shown: Site):
    (only,) = alarms(shown, alarm("tailgating"))

    assert only.title == "Kendaraan kedua ikut lewat tanpa izin"
    assert only.parts == ("Jalur masuk", "07.41")
    assert only.detail == "Catat pelatnya bila terlihat"
    assert (only.urgent, only.acknowledge) == (True, "masuk/tailgating")


def test_a_checked_alarm_stays_quietly_with_the_name_of_who_checked(shown: Site):
    (only,) = alarms(shown, alarm("tailgating", acknowledged="user:1"))

    assert only.parts == ("Jalur masuk", "07.41", "Diperiksa Slamet Riyadi")
    assert (only.detail, only.urgent, only.acknowledge) == ("", False, None)


def test_an_alarm_whose_cause_is_gone_says_so_until_it_is_checked(shown: Site):
    (only,) = alarms(shown, alarm("tailgating", over=True))

    assert only.parts[-1] == "sudah berlalu"


def test_a_title_can_name_lane_and_time(shown: Site):
    (only,) = alarms(shown, alarm("reader_silent"))

    assert only.title == "Pembaca jalur masuk tidak ada kabar sejak 07.41"


def test_an_alarm_these_pages_do_not_know_is_shown_all_the_same(shown: Site):
    (only,) = alarms(shown, alarm("something_new", lane=None))

    assert (only.title, only.parts) == ("Alarm portal", ("07.41",))


def test_what_stands_among_the_banners_is_no_alarm(shown: Site):
    assert alarms(shown, alarm("disk"), alarm("clock_untrusted"), alarm("boot")) == []


@pytest.mark.parametrize(
    ("changes", "title", "tone"),
    [
        (
            {"disk": {"ok": False, "reason": "full", "backlog": 12}},
            "Penyimpanan bermasalah.",
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


def test_a_controller_never_heard_of_is_told_without_a_time(shown: Site):
    ((only,),) = shown_at(shown, moment(NOW, status=None, alive=False))

    assert only.title == "Pengendali portal tidak menjawab."


def test_a_browser_that_has_lost_us_says_so_by_itself():
    assert lost(LANGUAGE).urgent
