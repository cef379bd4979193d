import dataclasses

import pytest

from gate.registry.listing import Named
from gate.store.journal import StoredRow
from gate.web.board.event import Event, Names, event
from gate.web.board.moment import Site
from gate.words.kinds import GROUPS, KINDS, ON_LIVE, kinds_of
from gate.words.language import Language
from tests.gate.web.conftest import NOW, ZONE

LANGUAGE = Language("id", ZONE)
NAMES = Names(
    {1: Named("N 1234 AP", "Budi Santoso", "Dinas Kominfo", "employee")}, {"user:1": "Slamet"}
)
ROW = StoredRow(
    gate_id="balai-kota",
    epoch="abc",
    seq=7,
    event_id="e",
    boot_id="b",
    monotonic_ns=0,
    wall_us=round((NOW - 60) * 1e6),
    clock_trusted=True,
    lane="masuk",
    kind="decision.granted",
    actor=None,
    hash=b"",
    payload={},
)


def shown_as(site: Site, kind: str, actor: str | None = None, **payload: object) -> Event:
    row = dataclasses.replace(ROW, kind=kind, actor=actor, payload=payload)
    return event(row, site, NAMES, LANGUAGE, NOW)


def test_an_allowed_vehicle_shows_plate_way_and_holder(shown: Site):
    told = shown_as(shown, "decision.granted", vehicle=1, plate="N1234AP", objections=[])

    assert (told.key, told.when, told.direction) == ("abc.7", "07.41", "in")
    assert (told.plate, told.who) == ("N 1234 AP", "Budi Santoso, Dinas Kominfo")
    assert (told.badge, told.tone, told.why) == ("Boleh", "ok", "")


def test_a_denied_vehicle_shows_the_leading_objection(shown: Site):
    told = shown_as(shown, "decision.denied", vehicle=1, objections=["expired", "unknown"])

    assert (told.plate, told.badge, told.tone, told.why) == (
        "N 1234 AP",
        "Izin berakhir",
        "warn",
        "Izin berakhir",
    )


def test_a_block_shows_its_reason(shown: Site):
    told = shown_as(shown, "decision.denied", objections=["blocked"], blocked="violation")

    assert told.why == "Diblokir: Pelanggaran"
    assert shown_as(shown, "decision.denied", objections=["blocked"]).why == "Diblokir"


@pytest.mark.parametrize("objections", [None, [], ["something_new"]])
def test_an_objection_without_words_is_a_plain_denial(shown: Site, objections: object):
    assert shown_as(shown, "decision.denied", objections=objections).badge == "Ditolak"


def test_an_unknown_plate_is_shown_as_read(shown: Site):
    reads = [{"medium": "tag", "value": "0A"}, {"medium": "plate", "value": "N1873RB"}]

    assert shown_as(shown, "decision.denied", reads=reads).plate == "N 1873 RB"
    assert shown_as(shown, "passage.done", credential="plate:N1873RB").plate == "N 1873 RB"
    assert shown_as(shown, "passage.done", credential="tag:0A").plate == ""


def test_an_unknown_card_is_named_by_its_end(shown: Site):
    reads = [{"medium": "tag", "value": "0012874F21"}]

    assert (
        shown_as(shown, "decision.denied", reads=reads, objections=["unknown"]).who == "Tag …4F21"
    )


def test_an_order_names_who_gave_it_and_why(shown: Site):
    told = shown_as(shown, "order.accepted", "user:1", action="open", reason="delivery: surat")

    assert told.who == "Dibuka oleh Slamet"
    assert told.why == "Kurir atau pengantar: surat"
    assert told.badge == "Dibuka petugas"


def test_an_order_for_a_vehicle_shows_its_plate(shown: Site):
    told = shown_as(shown, "order.accepted", "user:1", action="dismiss", plate="N3008RK")

    assert told.plate == "N 3008 RK"


def test_free_words_stay_as_they_are(shown: Site):
    told = shown_as(shown, "order.accepted", "user:1", action="hold", reason="ban kempis")

    assert told.why == "ban kempis"


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("user:1", "Slamet"),
        ("user:9", "petugas 9"),
        ("mqtt:scada", "sistem scada"),
        ("cli", "terminal"),
        ("cli:budi", "budi di terminal"),
        ("key", "sakelar kunci"),
        ("plan:4", "jadwal"),
        (None, "portal"),
    ],
)
def test_everybody_who_acts_has_a_name(shown: Site, actor: str | None, name: str):
    assert shown_as(shown, "admin.vehicle_added", actor, after={"plate": "N1A"}).who == name


def test_a_refused_order_says_why(shown: Site):
    told = shown_as(
        shown, "order.refused", "user:1", action="open", reason="duty", refusal="stopped"
    )

    assert told.who == "Perintah tidak dijalankan: Slamet"
    assert told.why == "tombol stop ditekan"


def test_an_order_of_a_newer_version_is_shown_all_the_same(shown: Site):
    told = shown_as(shown, "order.accepted", "user:1", action="something_new", reason="duty")

    assert (told.who, told.why) == ("Slamet", "Piket")


def test_an_alarm_shows_what_happened(shown: Site):
    assert shown_as(shown, "alarm.raised", alarm="tailgating").who == (
        "Kendaraan kedua ikut masuk tanpa izin"
    )
    assert shown_as(shown, "alarm.raised", alarm="something_new").who == "Alarm portal"
    camera = shown_as(shown, "alarm.raised", alarm="reader_lost", detail={"reader": "masuk-kamera"})
    assert camera.who == "Kabel kamera pelat jalur masuk terlepas"


@pytest.mark.parametrize(
    ("payload", "direction"),
    [({"direction": "out"}, "out"), ({"direction": None}, None), ({}, "in")],
)
def test_a_passage_goes_the_way_it_was_seen_to_go(
    shown: Site, payload: dict[str, object], direction: str | None
):
    assert shown_as(shown, "passage.done", **payload).direction == direction


def test_whoever_asks_to_leave_goes_out_whichever_way_the_lane_leads(shown: Site):
    told = shown_as(shown, "exit.requested")

    assert (told.direction, told.title) == ("out", "Keluar tanpa tanda pengenal")


@pytest.mark.parametrize(
    ("kind", "mode", "why"),
    [
        ("passage.done", "free_flow", "Melintas, jalur bebas"),
        ("passage.done", "something_new", "Melintas"),
    ],
)
def test_what_happened_while_the_boom_was_up_for_all_says_so(
    shown: Site, kind: str, mode: str, why: str
):
    assert shown_as(shown, kind, mode=mode).why == why


@pytest.mark.parametrize(
    ("payload", "who", "why"),
    [
        (
            {"mode": "hold", "reason": "rush_hour"},
            "Jadwal jalur berganti, ditahan terbuka",
            "Apel atau jam ramai",
        ),
        ({"mode": "lockdown", "reason": "malam"}, "Jadwal jalur berganti, portal dikunci", "malam"),
        ({"mode": None}, "Jadwal jalur berganti, jadwal selesai", ""),
    ],
)
def test_a_plan_says_what_it_asks_for(shown: Site, payload: dict[str, object], who: str, why: str):
    told = shown_as(shown, "plan.changed", **payload)

    assert (told.who, told.why) == (who, why)


def test_who_has_the_key_is_named_once(shown: Site):
    told = shown_as(shown, "order.accepted", "key", action="open", reason="key_switch")

    assert (told.who, told.why) == ("Dibuka oleh sakelar kunci", "")


@pytest.mark.parametrize(
    ("kind", "code", "tone"),
    [
        ("alarm.raised", "tailgating", "bad"),
        ("alarm.raised", "mains_lost", "warn"),
        ("alarm.cleared", "mains_lost", "ok"),
    ],
)
def test_an_alarm_is_as_red_as_it_is_urgent(shown: Site, kind: str, code: str, tone: str):
    assert shown_as(shown, kind, alarm=code).tone == tone


@pytest.mark.parametrize(
    ("kind", "payload", "why"),
    [
        ("boom.fault", {"cause": "run_limit"}, "motor bekerja terlalu lama"),
        ("boom.latched", {"cause": "recovery"}, "setelah listrik padam"),
        ("boom.reopened", {"cause": "safety", "sensor": "photocell"}, "Fotosel"),
        ("boom.opening", {"cause": "recovery"}, ""),
        ("boom.fault", {"cause": "something_new"}, ""),
    ],
)
def test_a_boom_in_trouble_says_why(shown: Site, kind: str, payload: dict[str, object], why: str):
    assert shown_as(shown, kind, **payload).why == why


def test_an_edit_shows_the_plate_it_was_about(shown: Site):
    added = shown_as(shown, "admin.vehicle_added", vehicle=9, before={}, after={"plate": "N1A"})
    removed = shown_as(shown, "admin.vehicle_removed", vehicle=9, before={"plate": "N2B"}, after={})
    blocked = shown_as(shown, "admin.vehicle_blocked", vehicle=1, before={}, after={"blocked": "x"})

    assert [added.plate, removed.plate, blocked.plate] == ["N 1 A", "N 2 B", "N 1234 AP"]


def test_an_erased_row_keeps_kind_and_time(shown: Site):
    row = dataclasses.replace(ROW, payload=None)

    assert event(row, shown, NAMES, LANGUAGE, NOW).badge == "Boleh"


def test_a_kind_of_a_newer_version_is_a_record_of_the_gate(shown: Site):
    assert shown_as(shown, "something.new").title == "Catatan portal"


def test_every_kind_belongs_to_one_group():
    grouped = [kind for group in GROUPS for kind in kinds_of(group)]

    assert sorted(grouped) == sorted(KINDS)
    assert kinds_of("") == kinds_of("nonsense") == []
    assert set(ON_LIVE) <= set(KINDS)
