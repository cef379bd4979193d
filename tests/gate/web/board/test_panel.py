"""The panel under a picture: one sentence why, one button that solves it."""

from dataclasses import replace
from typing import Any

import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Objection
from gate.registry.people.staff import Role
from gate.registry.views import VehicleView
from gate.web.board.moment import Moment, Passed, Reader, Site
from gate.web.board.panel import Panel, panel, silent
from gate.words.language import Language
from gate.words.objections import OBJECTIONS
from gate.words.states import STATES
from tests.gate.web.conftest import NOW, ZONE
from tests.gate.web.played_lanes import REFUSES, held, lane, moment, waiting

LANGUAGE = Language("id", ZONE)
SITI = VehicleView(
    id=2,
    version=1,
    plate="N871PS",
    tags=("0012874F21",),
    codes=(),
    lost=(),
    holder="Hj. Siti Aminah",
    opd="Bappeda Litbang",
    category="employee",
    identification="any",
    valid_from=int(NOW) + 86_400,
    valid_until=int(NOW) - 7 * 3600,
    blocked=None,
    notes="",
    created_at=0,
    updated_at=0,
)


def shown_for(
    site: Site,
    *objections: str,
    role: Role = Role.GUARD,
    state: str = "closed",
    lane_changes: dict[str, Any] | None = None,
    **who: Any,
) -> Panel:
    there = waiting(*objections, **{"vehicle": 2, "plate": "N871PS", **who})
    at = lane(state, waiting=there, **lane_changes or {})
    now = moment(NOW, vehicles={2: SITI}, people={"user:2": "Agus Salim"}, lost={"0A": int(NOW)})
    return panel(site, now, Reader(LANGUAGE, role), "masuk", at)


@pytest.mark.parametrize(
    ("objection", "role", "label"),
    [
        ("expired", Role.OFFICER, "Perpanjang …"),
        ("lost_credential", Role.ADMIN, "Tag sudah ditemukan …"),
        ("expired", Role.GUARD, None),
        ("blocked", Role.OFFICER, None),
    ],
)
def test_who_keeps_the_list_can_put_it_right_from_the_lane(
    site: Site, objection: str, role: Role, label: str | None
):
    found = shown_for(site, objection, role=role).otherwise

    assert (None if found is None else (found.label, found.path, found.sheet)) == (
        None if label is None else (label, "/vehicles/2", False)
    )


def test_every_objection_and_state_of_the_core_has_words():
    assert set(OBJECTIONS) == set(Objection)
    assert set(STATES) == set(State)


@pytest.mark.parametrize(
    ("objection", "who", "sentence"),
    [
        ("unknown", {"vehicle": None}, "Kendaraan ini tidak ada di daftar"),
        ("blocked", {"blocked": "violation"}, "Diblokir: Pelanggaran"),
        ("blocked", {"blocked": "tunggakan kontrak"}, "Diblokir: tunggakan kontrak"),
        ("blocked", {}, "Diblokir"),
        (
            "lost_credential",
            {"credentials": ["tag:0A"]},
            "Tag ini dilaporkan hilang pada hari ini, 24 Nov 2026",
        ),
        ("lost_credential", {"credentials": ["tag:0B"]}, "Tag hilang"),
        ("not_yet_valid", {}, "Izin baru berlaku mulai besok, 25 Nov 2026"),
        ("expired", {}, "Izin berakhir hari ini, 24 Nov 2026"),
        ("expired", {"vehicle": 9}, "Izin berakhir"),
        ("outside_schedule", {}, "Di luar jadwal"),
        ("holiday", {}, "Hari libur"),
        ("wrong_lane", {}, "Izin ini bukan untuk jalur ini. Arahkan ke jalur keluar"),
        (
            "tag_plate_mismatch",
            {"credentials": ["tag:0012874F21", "plate:N1A"]},
            "Tag milik N 871 PS, pelat terbaca N 1 A",
        ),
        ("tag_plate_mismatch", {"credentials": ["tag:0012874F21"]}, "Tag dan pelat tidak cocok"),
        (
            "second_factor_missing",
            {"credentials": ["tag:0012874F21"]},
            "Tag terbaca, pelat belum. Cocokkan pelatnya",
        ),
        ("second_factor_missing", {}, "Pelat terbaca, tag belum. Minta kartunya ditempelkan"),
        ("already_inside", {"inside_since": NOW}, "Tercatat masih di dalam sejak 07.42"),
        ("already_inside", {}, "Tercatat di dalam"),
        ("not_inside", {}, "Tidak ada catatan masuknya"),
        ("full", {"room": {"inside": 1180, "capacity": 1180}}, "Parkir penuh: 1.180 dari 1.180"),
        ("full", {}, "Penuh"),
        ("used_up", {}, "Izin ini sudah dipakai sebanyak yang dibolehkan"),
        ("too_often", {}, "Tag atau pelat ini dipakai terlalu sering. Tunggu sebentar"),
        ("lockdown", {}, "Portal dikunci"),
        ("clock_untrusted", {}, "Jam belum terpercaya, masa berlaku tidak bisa diperiksa"),
        ("low_confidence", {}, "Pelat kurang jelas, mungkin N 871 PS"),
        (
            "no_vehicle_on_loop",
            {"credentials": ["tag:0A"], "plate": None},
            "Terbaca 0A, tetapi tidak ada kendaraan di depan palang",
        ),
        ("emergency", {}, "Keadaan darurat: palang tetap terbuka untuk semua"),
    ],
)
def test_each_objection_says_why_in_one_sentence(
    shown: Site, objection: str, who: dict[str, Any], sentence: str
):
    assert shown_for(shown, objection, **who).sentence == sentence


def test_several_objections_follow_the_leading_one(shown: Site):
    both = shown_for(shown, "expired", "second_factor_missing")

    assert both.sentence.startswith("Izin berakhir")
    assert both.also == "Juga: Belum lengkap"


def test_an_objection_these_pages_do_not_know_is_still_shown_as_not_opened(shown: Site):
    assert shown_for(shown, "something_new").sentence == "Tidak dibukakan"


@pytest.mark.parametrize(
    ("objection", "role", "label"),
    [
        ("unknown", Role.GUARD, "Buat izin tamu …"),
        ("unknown", Role.TECHNICIAN, "Buka untuk N\u00a0871\u00a0PS …"),
        ("low_confidence", Role.GUARD, "Ketik pelat …"),
        ("ambiguous_plate", Role.GUARD, "Ketik pelat …"),
        ("blocked", Role.GUARD, None),
        ("blocked", Role.SUPERVISOR, "Buka untuk N\u00a0871\u00a0PS …"),
        ("tag_plate_mismatch", Role.GUARD, "Periksa kendaraan …"),
        ("second_factor_missing", Role.GUARD, "Buka tanpa tag …"),
        ("wrong_lane", Role.GUARD, None),
        ("lockdown", Role.GUARD, None),
        ("lockdown", Role.ADMIN, "Akhiri penguncian …"),
        ("emergency", Role.ADMIN, None),
    ],
)
def test_one_button_solves_it_as_far_as_the_role_may(
    shown: Site, objection: str, role: Role, label: str | None
):
    solve = shown_for(shown, objection, role=role).solve

    assert (solve.label if solve else None) == label


LOCKED = {
    "lockdown": {"actor": "user:2", "reason": "security", "since": NOW - 600},
    "refuses": REFUSES | {"open": "lockdown", "unlock": None},
}


@pytest.mark.parametrize("objections", [("unknown", "lockdown"), ("blocked",), ("wrong_lane",)])
def test_during_a_lockdown_only_its_end_solves_anything(shown: Site, objections: tuple[str, ...]):
    guard = shown_for(shown, *objections, lane_changes=LOCKED)
    supervisor = shown_for(shown, *objections, role=Role.SUPERVISOR, lane_changes=LOCKED)

    assert guard.solve is None
    assert supervisor.solve is not None
    assert (supervisor.solve.label, supervisor.solve.because) == ("Akhiri penguncian …", None)


def test_a_tag_alone_is_opened_by_comparing_the_plate(shown: Site):
    solve = shown_for(shown, "second_factor_missing", credentials=["tag:0012874F21"]).solve

    assert solve is not None
    assert (solve.label, solve.path) == ("Pelat cocok, buka …", "/lanes/masuk/open?claim=run-7")


def test_a_pass_is_made_for_who_comes_and_not_for_who_leaves(shown: Site):
    comes = shown_for(shown, "unknown")
    leaves = shown_for(shown, "unknown", lane_changes={"direction": "out"})

    assert comes.solve is not None
    assert comes.solve.path == "/visitors/new?lane=masuk&claim=run-7"
    assert not comes.solve.sheet
    assert comes.advice == "Tanyakan tujuannya, lalu buat izin tamu."
    assert leaves.solve is not None
    assert leaves.solve.path == "/lanes/masuk/open?claim=run-7"
    assert leaves.advice == "Tanyakan tujuannya sebelum membuka palang."


@pytest.mark.parametrize(
    ("plates", "none"),
    [(["N871PS", "N811PS"], "Bukan keduanya"), (["N1A", "N1B", "N1C"], "Bukan semuanya")],
)
def test_of_the_plates_it_may_be_the_guard_chooses_one(shown: Site, plates: list[str], none: str):
    told = shown_for(shown, "ambiguous_plate", candidates=plates)

    assert (told.candidates, told.claim, told.solve) == (tuple(plates), "run-7", None)
    assert told.otherwise is not None
    assert (told.otherwise.label, told.otherwise.path) == (none, "/lanes/masuk/plate?claim=run-7")


def test_a_full_site_may_have_been_counted_wrong(shown: Site):
    full = shown_for(shown, "full", room={"inside": 180, "capacity": 180})

    assert full.otherwise is not None
    assert (full.otherwise.label, full.otherwise.path) == (
        "Angka salah? Hitung ulang …",
        "/occupancy",
    )
    assert shown_for(shown, "full").otherwise is None


def test_without_any_plate_the_button_names_none(shown: Site):
    solve = shown_for(
        shown,
        "unknown",
        role=Role.TECHNICIAN,
        credentials=["tag:0012874F21"],
        vehicle=None,
        plate=None,
    ).solve

    assert solve is not None
    assert solve.label == "Buka …"


def test_a_button_that_cannot_be_used_says_why(shown: Site):
    refuses = REFUSES | {"open": "stopped"}
    solve = shown_for(shown, "expired", lane_changes={"refuses": refuses}).solve

    assert solve is not None
    assert solve.because == "Tombol stop ditekan"


@pytest.mark.parametrize(
    ("objection", "claim", "label"),
    [
        ("unknown", "run-7", "Tolak"),
        ("wrong_lane", "run-7", "Sudah diarahkan"),
        ("emergency", None, "Tolak"),
    ],
)
def test_who_is_not_let_in_can_be_turned_away(
    shown: Site, objection: str, claim: str | None, label: str
):
    told = shown_for(shown, objection)

    assert (told.turn_away, told.turn_away_label) == (claim, label)


def test_advice_tells_the_guard_and_not_the_supervisor_to_ask_the_supervisor(shown: Site):
    assert shown_for(shown, "blocked").advice == "Jangan dibukakan tanpa koordinator."
    assert shown_for(shown, "blocked", role=Role.SUPERVISOR).advice is None


def test_advice_names_the_department_that_extends_a_permit_if_there_is_one(shown: Site):
    assert shown_for(shown, "expired").advice == (
        "Perpanjangan diurus petugas kendaraan Bappeda Litbang."
    )
    assert shown_for(shown, "expired", vehicle=9).advice == (
        "Perpanjangan diurus petugas kendaraan."
    )


@pytest.mark.parametrize(
    ("who", "evidence"),
    [
        ({"credentials": ["tag:0012874F21", "plate:N871PS"]}, "Tag …4F21 cocok dengan pelat"),
        ({"credentials": ["tag:0012874F21"]}, "Tag …4F21 terdaftar"),
        ({"credentials": ["plate:N871PS"], "confidence": 0.974}, "Pelat terbaca 97%"),
        ({"credentials": ["plate:N871PS"]}, "Pelat terbaca"),
        ({"credentials": ["code:7K492M"]}, "Kode izin tamu"),
        ({"credentials": []}, None),
    ],
)
def test_who_may_pass_is_shown_with_the_evidence(
    shown: Site, who: dict[str, Any], evidence: str | None
):
    told = shown_for(shown, **who)

    assert (told.sentence, told.tone, told.advice) == ("Boleh masuk", "ok", evidence)
    assert told.solve is None


def test_who_may_pass_but_has_no_open_boom_is_told_why(shown: Site):
    told = shown_for(shown, withheld="latched")

    assert told.advice == "Palang belum dibuka: palang terkunci terbuka, pulihkan dulu."


def test_who_was_let_in_by_staff_is_not_called_allowed(shown: Site):
    told = shown_for(shown, "unknown", "low_confidence", granted=True)

    assert (told.sentence, told.tone) == ("Dibuka petugas", "info")
    assert told.advice == "Tidak terdaftar, Pelat kurang jelas"


def test_leaving_traffic_may_leave(shown: Site):
    assert shown_for(shown, lane_changes={"direction": "out"}).sentence == "Boleh keluar"


def test_the_person_is_named_as_registered(shown: Site):
    told = shown_for(shown, "expired")

    assert told.person is not None
    assert (told.person.plate, told.person.name) == ("N 871 PS", "Hj. Siti Aminah")
    assert told.person.detail == "Bappeda Litbang · Pegawai"
    assert told.waited == 40


def test_somebody_known_whose_name_is_not_here_yet_is_not_called_unregistered(shown: Site):
    told = shown_for(shown, "expired", vehicle=9)

    assert told.person is not None
    assert (told.person.plate, told.person.name) == ("N 871 PS", "")


def test_an_unknown_card_shows_its_end_only(shown: Site):
    told = shown_for(shown, "unknown", credentials=["tag:0012874F21"], vehicle=None, plate=None)

    assert told.person is not None
    assert (told.person.plate, told.person.name) == ("", "Belum terdaftar")
    assert told.person.detail == "Tag …4F21"


@pytest.mark.parametrize(
    ("state", "changes", "sentence", "solve"),
    [
        (
            "latched",
            {"cause": "recovery"},
            STATES["latched"].sentence.format(cause="setelah listrik padam"),
            "Pulihkan …",
        ),
        (
            "latched",
            {"cause": "new"},
            STATES["latched"].sentence.format(cause="sebabnya tidak dilaporkan"),
            "Pulihkan …",
        ),
        (
            "fault",
            {"cause": "not_moving"},
            "Gangguan: palang tidak bergerak. Hubungi teknisi 0335\u2011421228",
            "Pulihkan …",
        ),
        ("stopped", {}, STATES["stopped"].sentence, "Pulihkan …"),
        (
            "emergency",
            {"position": "open"},
            "Alarm kebakaran: palang terbuka dan tetap terbuka",
            None,
        ),
        ("maintenance", {}, "Teknisi sedang bekerja. Portal tidak melayani", None),
        ("unknown", {}, "Posisi palang tidak diketahui. Lihat langsung ke palang", None),
        ("boot", {}, "Portal baru menyala kembali. Tidak ada yang bergerak sendiri.", None),
        (
            "held",
            {"held": held()},
            "Ditahan terbuka sampai 08.12 oleh Agus Salim: Rombongan",
            "Akhiri tahan terbuka …",
        ),
        (
            "held",
            {"held": held(mode="free_flow")},
            "Jalur bebas sampai 08.12 oleh Agus Salim: Rombongan",
            "Akhiri jalur bebas …",
        ),
        ("held", {"held": None}, "Ditahan terbuka", None),
    ],
)
def test_trouble_of_the_boom_comes_before_any_vehicle(
    shown: Site, state: str, changes: dict[str, Any], sentence: str, solve: str | None
):
    told = shown_for(shown, "expired", state=state, lane_changes=changes)

    assert told.sentence == sentence
    assert (told.solve.label if told.solve else None) == solve
    assert told.advice == (None if state == "held" else "Sejak 07.41")
    assert told.person is not None
    assert told.also == "Juga: Izin berakhir"


def test_who_has_just_left_can_still_be_read_but_not_decided(shown: Site):
    gone = waiting("unknown")
    now = moment(NOW, leaving={"masuk": gone})

    told = panel(shown, now, Reader(LANGUAGE, Role.GUARD), "masuk", lane())

    assert told.sentence == "Kendaraan ini tidak ada di daftar"
    assert (told.waiting, told.waited, told.solve, told.turn_away) == (False, None, None, None)
    assert (told.candidates, told.otherwise) == ((), None)


def quiet(site: Site, now: Moment, state: str = "closed", role: Role = Role.GUARD, **changes: Any):
    return panel(site, now, Reader(LANGUAGE, role), "masuk", lane(state, **changes))


def test_a_closed_boom_that_still_needs_a_reset_says_so_and_offers_it(shown: Site):
    panel = quiet(shown, moment(NOW), latch="recovery", refuses=REFUSES | {"reset": None})

    assert panel.sentence.startswith(
        "Palang tertutup dan masih perlu dipulihkan: setelah listrik padam."
    )
    assert panel.solve is not None
    assert (panel.solve.label, panel.solve.because) == ("Pulihkan …", None)


def test_a_closed_boom_that_its_plan_does_not_raise_any_more_says_so(shown: Site):
    panel = quiet(shown, moment(NOW), held=held(mode="schedule", passive=True))

    assert panel.sentence.startswith("Menurut jadwal palang terbuka. Belum diangkat")
    cut = held(mode="schedule", passive=True, resumed=True)
    assert "sempat terputus" in quiet(shown, moment(NOW), held=cut).sentence
    assert quiet(shown, moment(NOW), held=held()).sentence == "Tidak ada kendaraan menunggu"


def test_nobody_there_says_so_and_who_was_the_last(shown: Site):
    now = moment(NOW, passed={"masuk": Passed("N1187BP", NOW - 60)})

    assert quiet(shown, now).sentence == "Tidak ada kendaraan menunggu"
    assert quiet(shown, now).advice == "Terakhir masuk: N 1187 BP, 07.41"
    assert quiet(shown, now, direction="out").advice == "Terakhir keluar: N 1187 BP, 07.41"
    assert quiet(shown, moment(NOW)).advice is None


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("passing", "Kendaraan sedang melintas, palang tidak akan turun"),
        ("closing", "Palang sedang turun"),
        ("something_new", "Posisi palang tidak diketahui. Lihat langsung ke palang"),
    ],
)
def test_a_boom_at_work_is_described(shown: Site, state: str, sentence: str):
    assert quiet(shown, moment(NOW), state).sentence == sentence


def test_a_lockdown_is_told_also_while_nobody_waits(shown: Site):
    locked = {"actor": "cli", "reason": "superior", "since": NOW - 600}

    guard = quiet(shown, moment(NOW), lockdown=locked)
    supervisor = quiet(shown, moment(NOW), role=Role.SUPERVISOR, lockdown=locked)

    assert guard.sentence == "Portal dikunci sejak 07.32 oleh terminal: Perintah atasan"
    assert guard.solve is None
    assert supervisor.solve is not None
    assert supervisor.solve.path == "/lanes/masuk/end-lockdown"


def test_with_three_lanes_a_vehicle_is_not_sent_anywhere_particular(shown: Site):
    wider = replace(shown, lanes=(*shown.lanes, replace(shown.lanes[1], id="tiga", name="Tiga")))

    assert shown_for(wider, "wrong_lane").sentence == "Salah jalur"
    assert wider.lane_name(wider.lanes[2], LANGUAGE) == "Jalur Tiga"


def test_silence_pretends_to_know_nothing():
    assert silent(LANGUAGE, "x").sentence == "Posisi palang tidak diketahui"
