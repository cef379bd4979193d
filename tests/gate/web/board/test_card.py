import pytest

from gate.registry.people.staff import Role
from gate.web.board.card import Card, card
from gate.web.board.moment import Moment, Reader, Sent, Site
from gate.words.language import Language
from gate.words.refusals import TOO_LATE
from tests.gate.web.conftest import NOW, ZONE
from tests.gate.web.played_lanes import (
    MONOTONIC,
    POWERLESS,
    REFUSES,
    held,
    lane,
    moment,
    status,
    waiting,
)

LANGUAGE = Language("id", ZONE)


def shown_at(site: Site, now: Moment, role: Role = Role.GUARD) -> Card:
    return card(site, now, Reader(LANGUAGE, role), site.lanes[0])


def with_lane(found: object, **changes: object) -> Moment:
    return moment(NOW, status=status(lanes={"masuk": found}), **changes)


def test_a_lane_shows_its_badge_picture_and_three_buttons(shown: Site):
    idle = shown_at(shown, moment(NOW))

    assert (idle.name, idle.badge, idle.tone, idle.rank) == ("Jalur masuk", "Tertutup", "off", 0)
    assert [act.label for act in idle.foot] == ["Buka\u00a0…", "Tahan terbuka\u00a0…", "Turunkan"]
    assert [act.because for act in idle.foot] == [None, None, "Palang sudah tertutup"]
    assert idle.foot[0].path == "/lanes/masuk/open"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_those_who_supervise_have_three_buttons_more(shown: Site, role: Role):
    foot = shown_at(shown, moment(NOW), role).foot

    assert [(act.label, act.path, act.because) for act in foot[3:]] == [
        ("Jalur bebas\u00a0…", "/lanes/masuk/free-flow", None),
        ("Kunci portal\u00a0…", "/lanes/masuk/lockdown", None),
        ("Akhiri penguncian\u00a0…", "/lanes/masuk/end-lockdown", "Portal tidak dikunci"),
    ]


def test_what_the_wiring_cannot_do_names_the_contact_that_is_missing(shown: Site):
    refuses = REFUSES | dict.fromkeys(("close", "hold", "free_flow"), "not_possible")
    bare = lane(powers=POWERLESS, refuses=refuses)
    helped = lane(powers=POWERLESS | {"hold": True}, refuses=refuses | {"hold": "stopped"})

    because = {act.id: act.because for act in shown_at(shown, with_lane(bare), Role.ADMIN).foot}
    assert because["masuk-hold"] == because["masuk-free-flow"]
    assert because["masuk-hold"] == (
        "Mesin palang menutup sendiri, dan relai tahan terbuka (HOLD) tidak terpasang"
    )
    assert because["masuk-lower"] == "Mesin palang menutup sendiri, tidak ada relai turun (CLOSE)"
    assert shown_at(shown, with_lane(helped)).foot[1].because == "Tombol stop ditekan"


SUPERVISOR_ONLY = "Kendaraan yang menunggu hanya dibukakan koordinator"


@pytest.mark.parametrize(
    ("who", "role", "because"),
    [
        (waiting("blocked"), Role.GUARD, SUPERVISOR_ONLY),
        (waiting("expired", "lost_credential"), Role.TECHNICIAN, SUPERVISOR_ONLY),
        (waiting("blocked"), Role.SUPERVISOR, None),
        (waiting("blocked", granted=True), Role.GUARD, None),
        (waiting("unknown"), Role.GUARD, None),
    ],
)
def test_a_guard_raises_no_boom_for_a_vehicle_that_needs_the_supervisor(
    shown: Site, who: object, role: Role, because: str | None
):
    buttons = shown_at(shown, with_lane(lane(waiting=who)), role).foot

    assert [act.because for act in buttons[:2]] == [because, because]
    assert buttons[2].because == "Palang sudah tertutup"


@pytest.mark.parametrize(
    ("state", "position", "badge"),
    [
        ("closed", "closed", "Tertutup (perkiraan)"),
        ("latched", "open", "Terkunci terbuka (perkiraan)"),
        ("unknown", "unknown", "Posisi tak diketahui"),
    ],
)
def test_a_position_known_by_time_only_is_called_estimated(
    shown: Site, state: str, position: str, badge: str
):
    at = lane(state, inputs={}, position=position, assumed=True)

    assert shown_at(shown, with_lane(at)).badge == badge


def test_a_latch_that_says_nothing_of_the_position_has_nothing_estimated(shown: Site):
    at = lane("latched", inputs={}, position="open", assumed=True, powers=POWERLESS)

    assert shown_at(shown, with_lane(at)).badge == "Perlu dipulihkan"


def test_opening_from_the_foot_serves_whoever_waits(shown: Site):
    denied = shown_at(shown, with_lane(lane(waiting=waiting("unknown"))))
    allowed = shown_at(shown, with_lane(lane(waiting=waiting())))

    assert denied.foot[0].path == "/lanes/masuk/open?claim=run-7"
    assert allowed.foot[0].path == "/lanes/masuk/open"


@pytest.mark.parametrize(
    ("found", "rank"),
    [
        (lane(), 0),
        (lane(waiting=waiting("unknown")), 1),
        (lane("fault"), 2),
        (lane("unknown"), 2),
        (lane("maintenance"), 2),
        (lane("latched"), 2),
        (lane("held", held=held()), 0),
    ],
)
def test_urgency_puts_trouble_before_waiting_before_rest(shown: Site, found: object, rank: int):
    assert shown_at(shown, with_lane(found)).rank == rank


@pytest.mark.parametrize(
    "changes", [{"alive": False}, {"status": None}, {"status": status(lanes={})}]
)
def test_without_a_controller_nothing_is_known_and_nothing_can_be_ordered(
    shown: Site, changes: dict[str, object]
):
    unknown = shown_at(shown, moment(NOW, **changes))

    assert unknown.badge == "Posisi tak diketahui"
    assert unknown.stale
    assert {act.because for act in unknown.foot} == {"Pengendali tidak menjawab"}


def test_what_was_known_last_is_told_as_such(shown: Site):
    silent = shown_at(shown, moment(NOW, alive=False, status=status(wall=NOW - 120)))

    assert silent.panel.advice == ("Terakhir diketahui: tertutup, 07.40. Lihat langsung ke palang.")


def outcome(site: Site, last: dict[str, object] | None, sent: Sent | None = None) -> str:
    order = None if last is None else {"id": "a", "actor": "user:1", "at": MONOTONIC - 1, **last}
    now = with_lane(lane(last_order=order), sent={} if sent is None else {"masuk": sent})
    return shown_at(site, now).outcome.text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (None, ""),
        ({"action": "open", "refusal": None, "outcome": "accepted"}, "Perintah dikirim"),
        ({"action": "open", "refusal": None, "outcome": "done"}, "Palang membuka"),
        ({"action": "release", "refusal": None, "outcome": "done"}, "Tahan terbuka diakhiri"),
        ({"action": "test_output", "refusal": None, "outcome": "done"}, "Pulsa uji dikirim"),
        (
            {"action": "open", "refusal": "stopped", "outcome": "refused"},
            "Tidak dijalankan: tombol stop ditekan",
        ),
        ({"action": "open", "refusal": "stale", "outcome": "refused"}, TOO_LATE),
        (
            {"action": "open", "refusal": "new", "outcome": "refused"},
            "Tidak dijalankan: pengendali menolaknya",
        ),
        ({"action": "open", "refusal": None, "outcome": "done", "at": MONOTONIC - 9}, ""),
    ],
)
def test_an_order_is_done_when_the_controller_says_so(
    shown: Site, last: dict[str, object] | None, text: str
):
    assert outcome(shown, last) == text


def test_an_order_given_here_is_on_its_way_until_it_is_reported(shown: Site):
    done = {"action": "open", "refusal": None, "outcome": "done"}
    earlier = done | {"id": "b", "at": MONOTONIC - 5}

    assert outcome(shown, None, Sent("a", MONOTONIC - 1)) == "Perintah dikirim"
    assert outcome(shown, earlier, Sent("a", MONOTONIC - 1)) == "Perintah dikirim"
    assert outcome(shown, done, Sent("a", MONOTONIC - 1)) == "Palang membuka"
    assert outcome(shown, None, Sent("a", MONOTONIC - 9)) == ""
