"""What the boom is said to do: nothing its wiring could not keep."""

from dataclasses import replace
from typing import Any

import pytest

from gate.core.barrier.state import HoldMode, State
from gate.core.values.model import Wiring
from gate.registry.people.staff import Role
from gate.status.model import LaneStatus
from gate.web.board import boom
from gate.web.board.moment import Reader, Site
from gate.words.language import Language
from gate.words.states import STATES
from tests.gate.web.played_lanes import MONOTONIC, NOW, POWERLESS, ZONE, held, lane, moment

READER = Reader(Language("id", ZONE), Role.GUARD)
AGUS = {"user:2": "Agus Salim"}
WATCHED: dict[str, Any] = {"closes_itself": True, "powers": POWERLESS, "wiring": "pulse_open"}
HELPED: dict[str, Any] = WATCHED | {"powers": POWERLESS | {"hold": True}}


def said(site: Site, at: LaneStatus) -> str:
    return boom.sentence(site, moment(NOW, people=AGUS), READER, at)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("wiring", list(Wiring))
@pytest.mark.parametrize("powers", [WATCHED["powers"], HELPED["powers"]])
def test_every_state_is_said_under_every_wiring(
    shown: Site, state: State, wiring: Wiring, powers: dict[str, bool]
):
    sentence = said(shown, lane(state, wiring=wiring, powers=powers, held=held()))

    assert sentence
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (HoldMode.HOLD, "Ditahan terbuka sampai 08.12 oleh Agus Salim: Rombongan"),
        (HoldMode.FREE_FLOW, "Jalur bebas sampai 08.12 oleh Agus Salim: Rombongan"),
        (HoldMode.SCHEDULE, "Ditahan terbuka sampai 08.12 sesuai jadwal"),
        ("something_new", "Ditahan terbuka sampai 08.12 oleh Agus Salim: Rombongan"),
    ],
)
def test_a_held_boom_says_how_long_by_whom_and_why(shown: Site, mode: str, sentence: str):
    assert said(shown, lane("held", held=held(mode=mode))) == sentence


def test_a_plan_without_an_end_names_none(shown: Site):
    at = lane("held", held=held(mode=HoldMode.SCHEDULE, until=None))

    assert said(shown, at) == "Ditahan terbuka sesuai jadwal"


@pytest.mark.parametrize("mode", list(HoldMode))
def test_every_kind_of_hold_has_a_badge(mode: HoldMode):
    badge = boom.wording(lane("held", held=held(mode=mode))).badge

    assert badge == ("Jalur bebas" if mode is HoldMode.FREE_FLOW else "Ditahan terbuka")


@pytest.mark.parametrize(
    ("state", "promise"),
    [
        ("passing", "palang tidak akan turun"),
        ("latched", "tetap terbuka"),
        ("emergency", "tetap terbuka"),
    ],
)
def test_a_board_that_closes_by_itself_is_promised_nothing(shown: Site, state: str, promise: str):
    ours = lane(state, "open_limit")

    assert promise in said(shown, ours)
    assert promise not in said(shown, lane(state, "open_limit", **WATCHED))


@pytest.mark.parametrize(
    ("state", "promise", "kept"),
    [
        ("passing", "palang tidak akan turun", False),
        ("latched", "tetap terbuka", True),
        ("emergency", "tetap terbuka", True),
    ],
)
def test_a_hold_relay_keeps_a_latch_and_fire_but_no_passage(
    shown: Site, state: str, promise: str, *, kept: bool
):
    assert (promise in said(shown, lane(state, "open_limit", **HELPED))) is kept


def test_a_boom_that_is_not_up_yet_is_not_said_to_be_up_under_fire(shown: Site):
    assert said(shown, lane("emergency", "closed_limit")) == (
        "Alarm kebakaran: palang diperintah membuka. Lihat langsung ke palang"
    )


@pytest.mark.parametrize(
    ("stop", "powers", "beginning"),
    [
        (True, {"stop": True}, "Tombol stop ditekan. Palang tidak bergerak sampai"),
        (True, {"stop": False}, "Tombol stop ditekan. Portal tidak memberi perintah apa pun"),
        (False, {"stop": True}, "Tombol stop sudah dilepas."),
        (None, {"stop": True}, "Tombol stop tidak terbaca dan dianggap ditekan."),
    ],
)
def test_a_stop_is_said_as_it_stands(
    shown: Site, *, stop: bool | None, powers: dict[str, bool], beginning: str
):
    at = lane("stopped", inputs={"stop": stop}, powers=POWERLESS | powers)

    assert said(shown, at).startswith(beginning)


@pytest.mark.parametrize("inputs", [{}, {"stop": False}])
def test_a_stop_by_order_is_not_said_to_be_the_switch(shown: Site, inputs: dict[str, bool]):
    at = lane("stopped", inputs=inputs, cause="order", powers=POWERLESS | {"stop": True})

    assert said(shown, at).startswith("Palang dihentikan lewat perintah.")


def test_a_pressed_switch_is_said_even_if_a_stop_was_ordered_first(shown: Site):
    at = lane("stopped", inputs={"stop": True}, cause="order", powers=POWERLESS | {"stop": True})

    assert said(shown, at).startswith("Tombol stop ditekan.")


@pytest.mark.parametrize(
    ("inputs", "by"),
    [
        ({"maintenance": True}, "Sakelar perawatan, pintu mesin, atau engkol sedang dipakai. "),
        (
            {"maintenance": None},
            "Kontak perawatan tidak terbaca. Periksa kabelnya, hubungi teknisi 0335\u2011421228. ",
        ),
        ({"maintenance": False}, ""),
        ({}, ""),
    ],
)
def test_maintenance_says_what_it_comes_from_and_since_when(
    shown: Site, inputs: dict[str, bool | None], by: str
):
    at = lane("maintenance", inputs=inputs, since=MONOTONIC - 600)

    assert said(shown, at) == "Teknisi sedang bekerja. Portal tidak melayani"
    assert boom.details(shown, moment(NOW), READER, at) == f"{by}Sejak 07.32"


def test_a_fault_names_the_technician_if_there_is_one(shown: Site):
    at = lane("fault", cause="run_limit")
    nobody = replace(shown, technician_phone="")

    assert said(shown, at) == (
        "Gangguan: motor bekerja terlalu lama. Hubungi teknisi 0335\u2011421228"
    )
    assert said(nobody, at) == "Gangguan: motor bekerja terlalu lama. Hubungi teknisi"


@pytest.mark.parametrize(
    "cause",
    [
        *("recovery", "found_open", "untrusted", "obstructed", "close_timeout", "emergency"),
        *("limits_conflict", "boom_detached", "open_timeout", "not_moving", "run_limit"),
    ],
)
def test_every_cause_of_a_latch_or_a_fault_has_words(cause: str):
    assert boom.cause(cause, READER) != boom.cause("something_new", READER)


def test_a_state_of_a_newer_controller_is_unknown_to_us():
    assert boom.wording(lane("something_new")) is STATES["unknown"]
