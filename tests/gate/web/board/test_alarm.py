"""Alarms above the lanes: every code of the core has words, and those fit the lane's wiring."""

from dataclasses import replace
from datetime import datetime

import pytest

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Input
from gate.status.model import AlarmStatus, LaneStatus
from gate.web.board.alarm import Notice, alarms
from gate.web.board.moment import Site
from gate.words.alarms import ALARMS
from gate.words.language import Language
from gate.words.sensors import SENSORS
from tests.gate.web.played_lanes import NOW, POWERLESS, ZONE, alarm, lane, moment, status

LANGUAGE = Language("id", ZONE)


def shown_at(site: Site, *standing: AlarmStatus, at: LaneStatus | None = None) -> list[Notice]:
    lanes = {"masuk": at or lane(), "keluar": lane(direction="out")}
    found = status(alarms=list(standing), lanes=lanes)
    now = moment(NOW, people={"user:1": "Slamet Riyadi"})
    return alarms(site, now, found, LANGUAGE)


def only(site: Site, code: str, at: LaneStatus | None = None, **changes: object) -> Notice:
    (notice,) = shown_at(site, alarm(code, **changes), at=at)
    return notice


# Every alarm has words


def test_every_alarm_has_words():
    assert ALARMS.keys() == set(AlarmCode)


def test_every_input_can_be_named_in_an_alarm():
    assert set(SENSORS) == set(Input)


@pytest.mark.parametrize("code", sorted(ALARMS))
@pytest.mark.parametrize("detail", [{}, {"sensor": "photocell", "plate": "N1A", "reader": "x"}])
def test_no_alarm_leaves_a_gap(shown: Site, code: str, detail: dict[str, object]):
    notice = only(shown, code, detail=detail)

    assert "{" not in f"{notice.title}{notice.detail}"
    assert "  " not in f"{notice.title} {notice.detail}"


# What is shown


def test_the_worst_unchecked_alarm_comes_first(shown: Site):
    checked = alarm("forced_open", acknowledged="user:1")

    order = shown_at(shown, alarm("reader_lost"), checked, alarm("tailgating"))

    assert [each.key for each in order] == [
        "masuk/tailgating",
        "masuk/reader_lost",
        "masuk/forced_open",
    ]


def test_among_equals_the_newest_comes_first(shown: Site):
    order = shown_at(shown, alarm("drift", since=NOW - 60), alarm("fire", since=NOW - 5))

    assert [each.key for each in order] == ["masuk/fire", "masuk/drift"]


def test_an_alarm_says_what_where_when_and_what_to_do(shown: Site):
    notice = only(shown, "tailgating")

    assert notice.title == "Kendaraan kedua ikut masuk tanpa izin"
    assert notice.parts == ("Jalur masuk", "07.41")
    assert notice.detail == "Catat pelatnya bila terlihat"
    assert (notice.urgent, notice.acknowledge) == (True, "masuk/tailgating")


def test_a_checked_alarm_stays_quietly_with_the_name_of_who_checked(shown: Site):
    notice = only(shown, "tailgating", acknowledged="user:1")

    assert notice.parts == ("Jalur masuk", "07.41", "Diperiksa Slamet Riyadi")
    assert (notice.detail, notice.urgent, notice.acknowledge) == ("", False, None)


def test_an_alarm_whose_cause_is_gone_says_so_until_it_is_checked(shown: Site):
    assert only(shown, "tailgating", over=True).parts[-1] == "sudah berlalu"


def test_an_alarm_these_pages_do_not_know_is_shown_all_the_same(shown: Site):
    notice = only(shown, "something_new", lane=None)

    assert (notice.title, notice.parts) == ("Alarm portal", ("07.41",))
    assert notice.detail == "Hubungi teknisi 0335\u2011421228"


def test_a_site_without_a_technicians_number_names_none(shown: Site):
    nobody = replace(shown, technician_phone="")

    assert only(nobody, "boom_detached").detail == "Jaga jalur, hubungi teknisi"


@pytest.mark.parametrize(
    ("lane_id", "title"),
    [
        ("masuk", "Kendaraan kedua ikut masuk tanpa izin"),
        ("keluar", "Kendaraan kedua ikut keluar tanpa izin"),
        ("tiga", "Kendaraan kedua ikut lewat tanpa izin"),
    ],
)
def test_who_followed_went_the_way_of_the_lane(shown: Site, lane_id: str, title: str):
    assert only(shown, "tailgating", lane=lane_id).title == title


@pytest.mark.parametrize(
    ("reader", "title", "todo"),
    [
        (
            "masuk-rfid",
            "Kabel pembaca jalur masuk terlepas",
            "Kendaraan dengan tag dibukakan petugas dulu",
        ),
        (
            "masuk-kamera",
            "Kabel kamera pelat jalur masuk terlepas",
            "Kendaraan tanpa tag dibukakan petugas dulu, cocokkan pelatnya",
        ),
        (
            "keluar-qr",
            "Kabel pembaca kode jalur masuk terlepas",
            "Tamu dengan kode izin dibukakan petugas dulu",
        ),
        (
            "unheard-of",
            "Kabel pembaca jalur masuk terlepas",
            "Kendaraan dengan tag dibukakan petugas dulu",
        ),
    ],
)
def test_a_lost_reader_is_called_by_what_it_reads(shown: Site, reader: str, title: str, todo: str):
    notice = only(shown, "reader_lost", detail={"reader": reader, "reason": "unplugged"})

    assert (notice.title, notice.detail) == (title, todo)


def test_a_reader_that_answers_no_more_is_not_called_unplugged(shown: Site):
    notice = only(shown, "reader_lost", detail={"reader": "masuk-rfid", "reason": "no_answer"})

    assert notice.title == "Pembaca jalur masuk tidak menjawab"


@pytest.mark.parametrize(
    ("reader", "title"),
    [
        ("masuk-rfid", "Pembaca jalur masuk tidak ada kabar sejak 24 Nov 2026 16.00"),
        ("masuk-kamera", "Kamera pelat jalur masuk tidak ada kabar sejak 24 Nov 2026 16.00"),
    ],
)
def test_a_silent_reader_is_told_with_the_time_of_its_last_read(
    shown: Site, reader: str, title: str
):
    since = datetime(2026, 11, 24, 16, tzinfo=ZONE).timestamp()

    assert only(shown, "reader_silent", detail={"reader": reader, "since": since}).title == title


def test_a_boom_that_does_not_move_is_said_to_be_up_or_down(shown: Site):
    down = only(shown, "not_moving", detail={"inputs": ["closed_limit"]})
    raised = only(shown, "not_moving", detail={"inputs": ["open_limit"]})

    assert (down.title, down.detail) == (
        "Palang tidak membuka",
        "Buka dengan sakelar kunci di pos",
    )
    assert (raised.title, raised.detail) == (
        "Palang tidak mau turun",
        "Jaga jalur. Jangan dorong palang",
    )


def test_a_loop_that_is_stuck_is_said_to_be_outside_or_inside(shown: Site):
    outer = only(shown, "arming_stuck", detail={"sensor": "arming_loop"})
    inner = only(shown, "arming_stuck", detail={"sensor": "inner_loop"})

    assert outer.title == "Loop di depan palang terisi terlalu lama"
    assert inner.title == "Loop di sisi dalam terisi terlalu lama"


@pytest.mark.parametrize(
    ("detail", "title"),
    [
        ({"sensor": "photocell"}, "Fotosel tidak terbaca"),
        ({"sensor": "something_new"}, "Salah satu sensor tidak terbaca"),
    ],
)
def test_a_faulty_input_is_named(shown: Site, detail: dict[str, object], title: str):
    assert only(shown, "input_faulty", detail=detail).title == title


def test_a_tag_on_another_vehicle_names_the_plate_if_it_was_read(shown: Site):
    read = only(shown, "tag_plate_mismatch", detail={"tag": "0A", "plate": "N871PS"})

    assert read.title == "Tag kendaraan lain dipakai di kendaraan N 871 PS"
    assert only(shown, "tag_plate_mismatch").title == "Tag dipakai di kendaraan lain"


# What to do depends on who lowers the boom


WATCHED = lane(wiring="pulse_open", closes_itself=True, powers=POWERLESS)
HELPED = lane(wiring="pulse_open", closes_itself=True, powers=POWERLESS | {"hold": True})


@pytest.mark.parametrize("code", [code for code, words in ALARMS.items() if words.watched])
def test_a_boom_that_comes_down_by_itself_is_not_said_to_stay_up(shown: Site, code: str):
    watched = only(shown, code, at=WATCHED).detail

    assert watched != only(shown, code).detail
    for promise in ("tetap terbuka", "tidak akan turun", "tidak turun"):
        assert promise not in watched


@pytest.mark.parametrize(
    ("code", "kept"), [("fire", True), ("obstructed", True), ("safety_stuck", False)]
)
def test_a_hold_relay_keeps_up_what_is_latched_and_nothing_else(
    shown: Site, code: str, *, kept: bool
):
    assert (only(shown, code, at=HELPED).detail == only(shown, code).detail) is kept
