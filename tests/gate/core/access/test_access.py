from copy import deepcopy
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access.access import SEVERITY, Circumstances, Decision, decide
from gate.core.access.book import PermitBook
from gate.core.values.model import Identification, Instant, Objection
from gate.core.values.settings import UntrustedClock
from gate.core.values.timetable import Timetable
from tests.gate.core.schedules import ALWAYS, NEVER, OFFICE, calendar, instant
from tests.gate.core.vehicles import code, plate, sighting, tag, vehicle

NOW = 1_795_500_000.0
TRUSTED, UNTRUSTED = (Instant(100.0, NOW, trusted=trusted) for trusted in (True, False))

A_TAG, A_PLATE, A_CODE = tag("01001293D8"), plate("N1234AP"), code("4711")
B_TAG, B_PLATE = tag("0100000002"), plate("N3008RK")
NO_TAG, NO_PLATE = tag("0BADBADBAD"), plate("B1XX")


def book_with(timetable: Timetable | None = None, **fields: object) -> PermitBook:
    """Vehicle 1 as described, beside vehicle 2, who may always pass."""
    vehicles = [vehicle(1, A_PLATE, A_TAG, A_CODE, **fields), vehicle(2, B_PLATE, B_TAG)]
    return PermitBook(vehicles, timetable=timetable)


def decided(*shown, book=None, confidence=None, **circumstances) -> Decision:
    sightings = tuple(sighting(credential, confidence=confidence) for credential in shown)
    circumstances = {"lane": "masuk", "now": TRUSTED} | circumstances
    return decide(sightings, book or book_with(), Circumstances(**circumstances))


def objections(*shown, **circumstances) -> str:
    return " ".join(decided(*shown, **circumstances).objections)


SHOWN = {
    "plate A": (A_PLATE,),
    "plate B": (B_PLATE,),
    "plate ?": (NO_PLATE,),
    "tag A": (A_TAG,),
    "tag A, plate A": (A_TAG, A_PLATE),
    "tag A, plate B": (A_TAG, B_PLATE),
    "tag A, plate ?": (A_TAG, NO_PLATE),
    "tag ?": (NO_TAG,),
    "tag ?, plate A": (NO_TAG, A_PLATE),
    "tag ?, plate B": (NO_TAG, B_PLATE),
    "tag ?, plate ?": (NO_TAG, NO_PLATE),
    "code A": (A_CODE,),
    "code A, plate B": (A_CODE, B_PLATE),
}
GRANT, ALONE, OTHER, UNKNOWN = "", "second_factor_missing", "tag_plate_mismatch", "unknown"
TRUTH = {
    #                      any      tag      plate    both
    "plate A":            (GRANT,   ALONE,   GRANT,   ALONE),
    "plate B":            (GRANT,   GRANT,   GRANT,   GRANT),
    "plate ?":            (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    "tag A":              (GRANT,   GRANT,   ALONE,   ALONE),
    "tag A, plate A":     (GRANT,   GRANT,   GRANT,   GRANT),
    "tag A, plate B":     (OTHER,   OTHER,   OTHER,   OTHER),
    "tag A, plate ?":     (GRANT,   GRANT,   OTHER,   OTHER),
    "tag ?":              (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    "tag ?, plate A":     (GRANT,   OTHER,   GRANT,   OTHER),
    "tag ?, plate B":     (GRANT,   GRANT,   GRANT,   GRANT),
    "tag ?, plate ?":     (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    "code A":             (GRANT,   ALONE,   ALONE,   ALONE),
    "code A, plate B":    (OTHER,   OTHER,   OTHER,   OTHER),
}  # fmt: skip
"""What is decided when vehicle A, identified in one of four ways, or another shows something."""


@pytest.mark.parametrize(
    ("shown", "column"), [(shown, column) for shown in TRUTH for column in range(4)]
)
def test_what_is_shown_is_held_against_what_the_vehicle_has_to_show(shown, column):
    identification = list(Identification)[column]
    book = book_with(identification=identification.value)

    assert objections(*SHOWN[shown], book=book) == TRUTH[shown][column]


def test_a_tags_owner_leads_a_plates():
    assert decided(B_PLATE, A_TAG).vehicle == 1


def test_a_plates_owner_leads_where_nobody_owns_the_tag():
    assert decided(NO_TAG, B_PLATE).vehicle == 2


def test_nothing_shown_is_an_unknown_vehicle():
    decision = decided()

    assert decision.objections == (Objection.UNKNOWN,)
    assert decision.vehicle is None


DAY = 86_400


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"blocked": "tunggakan"}, "blocked"),
        ({"blocked": ""}, "blocked"),
        ({"lost": (str(A_TAG),)}, "lost_credential"),
        ({"lost": (str(A_PLATE),)}, ""),
        ({"valid_from": int(NOW)}, ""),
        ({"valid_from": int(NOW) + 1}, "not_yet_valid"),
        ({"valid_until": int(NOW) + 1}, ""),
        ({"valid_until": int(NOW)}, "expired"),
        ({"valid_from": int(NOW) + DAY, "valid_until": int(NOW) - DAY}, "not_yet_valid expired"),
        ({"lanes": "masuk,keluar"}, ""),
        ({"lanes": "keluar"}, "wrong_lane"),
        ({"lanes": ""}, "wrong_lane"),
        ({"blocked": "x", "lanes": "keluar", "valid_until": 0}, "blocked expired wrong_lane"),
    ],
)
def test_a_permit_is_good_for_its_time_and_its_lanes_and_while_nobody_blocks_it(fields, expected):
    assert objections(A_TAG, book=book_with(**fields)) == expected


@pytest.mark.parametrize(
    ("circumstances", "expected"),
    [
        ({"on_loop": None}, ""),
        ({"on_loop": True}, ""),
        ({"on_loop": False}, "no_vehicle_on_loop"),
        ({"lockdown": True}, "lockdown"),
        ({"emergency": True}, "emergency"),
        (
            {"on_loop": False, "lockdown": True, "emergency": True},
            "emergency lockdown no_vehicle_on_loop",
        ),
    ],
)
def test_the_lane_may_object_to_everybody(circumstances, expected):
    assert objections(A_TAG, **circumstances) == expected
    assert objections(NO_TAG, **circumstances) == f"{expected} unknown".strip()


@pytest.mark.parametrize(
    ("shown", "identification", "expected"),
    [
        ((A_PLATE,), "any", "low_confidence"),
        ((A_TAG, A_PLATE), "any", ""),
        ((A_TAG, NO_PLATE), "any", ""),
        ((A_TAG, A_PLATE), "both", "low_confidence"),
        ((A_PLATE,), "plate", "low_confidence"),
        ((A_CODE, A_PLATE), "any", ""),
        ((NO_TAG, A_PLATE), "any", "low_confidence"),
        ((NO_PLATE,), "any", "unknown"),
    ],
)
def test_a_doubtful_plate_opens_only_beside_something_better(shown, identification, expected):
    book = book_with(identification=identification)

    assert objections(*shown, book=book, confidence=0.79) == expected


@pytest.mark.parametrize("confidence", [None, 0.8, 1.0])
def test_a_plate_that_is_sure_enough_or_says_nothing_of_it_opens(confidence):
    assert decided(A_PLATE, confidence=confidence).granted


@pytest.mark.parametrize(
    ("policy", "limited", "expected"),
    [
        (UntrustedClock.DENY, True, "clock_untrusted"),
        (UntrustedClock.DENY, False, ""),
        (UntrustedClock.ALLOW, True, ""),
        (UntrustedClock.ALLOW, False, ""),
    ],
)
def test_while_the_clock_is_untrusted_permanent_permits_work_and_limited_ones_by_policy(
    policy, limited, expected
):
    book = book_with(valid_until=0 if limited else None)

    assert objections(A_TAG, book=book, now=UNTRUSTED, untrusted_clock=policy) == expected


FRIDAY, EVENING, SATURDAY, HOLIDAY = (
    instant(text)
    for text in ("2026-08-14 12:00", "2026-08-14 18:00", "2026-08-15 12:00", "2026-08-17 12:00")
)
OUTSIDE = "outside_schedule"


def hours(**fields: object) -> Timetable:
    """Office hours are 1, always is 2, never is 3; office hours at the exit only are 4."""
    at_exit = replace(OFFICE, id=4, lanes=frozenset({"keluar"}))
    known = (OFFICE, replace(ALWAYS, id=2), replace(NEVER, id=3), at_exit)
    return Timetable(calendar(), {each.id: each for each in known}, **fields)


@pytest.mark.parametrize(
    ("own", "category", "lane", "truth"),
    [
        #                         Friday   evening  Saturday  holiday
        (None, (),     "masuk",  ("",      "",      "",       "")),
        (1,    (),     "masuk",  ("",      OUTSIDE, OUTSIDE,  "holiday")),
        (2,    (),     "masuk",  ("",      "",      "",       "")),
        (3,    (),     "masuk",  (OUTSIDE, OUTSIDE, OUTSIDE,  OUTSIDE)),
        (9,    (),     "masuk",  (OUTSIDE, OUTSIDE, OUTSIDE,  OUTSIDE)),
        (4,    (),     "masuk",  ("",      "",      "",       "")),
        (4,    (),     "keluar", ("",      OUTSIDE, OUTSIDE,  "holiday")),
        (None, (1,),   "masuk",  ("",      OUTSIDE, OUTSIDE,  "holiday")),
        (None, (4,),   "masuk",  ("",      "",      "",       "")),
        (None, (4, 3), "masuk",  (OUTSIDE, OUTSIDE, OUTSIDE,  OUTSIDE)),
        (None, (4, 3), "keluar", ("",      OUTSIDE, OUTSIDE,  "holiday")),
        (2,    (3,),   "masuk",  ("",      "",      "",       "")),
        (3,    (2,),   "masuk",  (OUTSIDE, OUTSIDE, OUTSIDE,  OUTSIDE)),
        (4,    (3,),   "masuk",  (OUTSIDE, OUTSIDE, OUTSIDE,  OUTSIDE)),
    ],
)  # fmt: skip
def test_a_vehicle_passes_in_the_hours_of_its_schedule_else_of_its_categorys(
    own, category, lane, truth
):
    book = book_with(hours(categories={"employee": category}), schedule=own)
    found = [
        objections(A_TAG, book=book, lane=lane, now=now)
        for now in (FRIDAY, EVENING, SATURDAY, HOLIDAY)
    ]

    assert tuple(found) == truth


def test_another_category_has_other_hours():
    book = book_with(hours(categories={"vendor": (3,)}))

    assert objections(A_TAG, book=book) == ""
    book.apply([vehicle(1, A_TAG, category="vendor")])
    assert objections(A_TAG, book=book) == OUTSIDE


def test_a_decision_names_the_schedule_and_the_holiday_it_rests_on():
    book = book_with(hours(), schedule=1)
    denied = decided(A_TAG, book=book, now=HOLIDAY)
    granted = decided(A_TAG, book=book, now=FRIDAY)

    assert (denied.schedule, denied.holiday) == (OFFICE, "Hari Kemerdekaan")
    assert (granted.schedule, granted.holiday) == (OFFICE, None)
    assert decided(B_TAG, book=book).schedule is None


@pytest.mark.parametrize(
    ("own", "policy", "expected"),
    [
        (1, UntrustedClock.DENY, "clock_untrusted"),
        (3, UntrustedClock.DENY, "clock_untrusted"),
        (1, UntrustedClock.ALLOW, ""),
        (3, UntrustedClock.ALLOW, ""),
        (2, UntrustedClock.DENY, ""),  # what always holds limits nothing
        (2, UntrustedClock.ALLOW, ""),
    ],
)
def test_while_the_clock_is_untrusted_a_schedule_is_a_limit_in_time(own, policy, expected):
    book = book_with(hours(), schedule=own)
    now = replace(HOLIDAY, trusted=False)

    assert objections(A_TAG, book=book, now=now, untrusted_clock=policy) == expected


def test_the_schedule_stands_beside_all_other_objections():
    book = book_with(hours(), schedule=1, blocked="x", valid_until=0, lanes="keluar")

    assert objections(A_TAG, book=book, now=EVENING) == (
        "blocked expired outside_schedule wrong_lane"
    )
    assert objections(A_TAG, book=book, now=HOLIDAY, lockdown=True) == (
        "lockdown blocked expired holiday wrong_lane"
    )


def near_book(**fields: object) -> PermitBook:
    """Vehicle 1 has a tag and N 1204 AP, vehicle 2 N 1 AL, vehicle 3 N 1 AT."""
    vehicles = (plate("N1204AP"), A_TAG), (plate("N1AL"), B_TAG), (plate("N1AT"),)
    return PermitBook(vehicle(n, *has, **fields) for n, has in enumerate(vehicles, start=1))


MENDED, ONE_OF_TWO, FAR = plate("N12O4AP"), plate("N1A1"), plate("N99ZZ")
UNCLEAR = "ambiguous_plate"
NEAR_TRUTH = {
    #                              any      tag      plate    both
    (MENDED,):                   (GRANT,   ALONE,   GRANT,   ALONE),
    (A_TAG, MENDED):             (GRANT,   GRANT,   GRANT,   GRANT),
    (B_TAG, MENDED):             (OTHER,   OTHER,   OTHER,   OTHER),
    (ONE_OF_TWO,):               (UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR),
    (B_TAG, ONE_OF_TWO):         (GRANT,   GRANT,   UNCLEAR, UNCLEAR),
    (A_TAG, ONE_OF_TWO):         (GRANT,   GRANT,   OTHER,   OTHER),
    (NO_TAG, ONE_OF_TWO):        (UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR),
    (FAR,):                      (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (B_TAG, FAR):                (GRANT,   GRANT,   OTHER,   OTHER),
}  # fmt: skip
"""What is decided about a plate that nobody has, but that may be somebody's."""


@pytest.mark.parametrize(
    ("shown", "column"), [(shown, column) for shown in NEAR_TRUTH for column in range(4)]
)
def test_a_plate_near_somebodys_is_held_against_what_the_vehicle_has_to_show(shown, column):
    book = near_book(identification=list(Identification)[column].value)

    assert objections(*shown, book=book) == NEAR_TRUTH[shown][column]


def test_a_mended_plate_that_the_camera_was_not_sure_of_does_not_open():
    assert objections(MENDED, book=near_book(), confidence=0.7) == "low_confidence"


def test_a_mended_plate_is_held_against_everything_else():
    book = near_book(blocked="x", valid_until=0)

    assert objections(MENDED, book=book) == "blocked expired"


def test_a_person_s_word_for_a_plate_is_taken_as_it_is():
    told = replace(sighting(MENDED), actor="user:1")

    assert decide((told,), near_book(), Circumstances("masuk", TRUSTED)).objections == ("unknown",)


@pytest.mark.parametrize(
    ("identification", "expected"),
    [("both", ""), ("plate", "second_factor_missing"), ("tag", ""), ("any", "")],
)
def test_without_a_camera_a_tag_does_where_tag_and_plate_are_wanted(identification, expected):
    book = book_with(identification=identification)

    assert objections(A_TAG, book=book, without_camera=True) == expected


def test_without_a_camera_anothers_plate_is_still_anothers():
    book = book_with(identification="both")

    assert objections(A_TAG, B_PLATE, book=book, without_camera=True) == "tag_plate_mismatch"


def test_every_objection_has_its_rank():
    assert sorted(SEVERITY) == sorted(Objection)


CREDENTIALS = (A_TAG, A_PLATE, A_CODE, B_TAG, B_PLATE, NO_TAG, NO_PLATE, plate("NI234AP"))
shown_lists = st.lists(
    st.builds(sighting, st.sampled_from(CREDENTIALS), confidence=st.none() | st.floats(0, 1)),
    max_size=4,
).map(tuple)
moments = st.none() | st.integers(int(NOW) - 2, int(NOW) + 2)
books = st.builds(
    book_with,
    identification=st.sampled_from([word.value for word in Identification]),
    valid_from=moments,
    valid_until=moments,
    blocked=st.none() | st.just("x"),
    lanes=st.sampled_from([None, "masuk", "keluar"]),
    lost=st.sets(st.sampled_from([str(A_TAG), str(A_PLATE)])).map(tuple),
    timetable=st.just(hours(categories={"employee": (4, 3)})),
    schedule=st.sampled_from([None, 1, 2, 3, 4]),
)
circumstances_of_all_kinds = st.builds(
    Circumstances,
    lane=st.sampled_from(["masuk", "keluar"]),
    now=st.sampled_from([TRUSTED, UNTRUSTED, FRIDAY, HOLIDAY]),
    on_loop=st.sampled_from([None, True, False]),
    lockdown=st.booleans(),
    emergency=st.booleans(),
    untrusted_clock=st.sampled_from(list(UntrustedClock)),
)


@given(shown_lists, books, circumstances_of_all_kinds)
def test_a_decision_depends_on_nothing_but_its_arguments(shown, book, circumstances):
    first = decide(shown, book, circumstances)
    decide((), PermitBook(), Circumstances("elsewhere", UNTRUSTED))
    again = decide(deepcopy(shown), deepcopy(book), deepcopy(circumstances))

    assert again == first
    assert first.granted is (first.objections == ())
    assert list(first.objections) == sorted(first.objections, key=SEVERITY.index)


@pytest.mark.parametrize("worse", [{"lockdown": True}, {"emergency": True}, {"on_loop": False}])
@given(shown_lists, books, circumstances_of_all_kinds)
def test_a_further_objection_of_the_lane_takes_none_away(worse, shown, book, circumstances):
    before = decide(shown, book, circumstances)
    after = decide(shown, book, replace(circumstances, **worse))

    assert set(before.objections) <= set(after.objections)
    assert not after.granted


@pytest.mark.parametrize(
    "worse",
    [
        {"blocked": "x"},
        {"valid_until": 0},
        {"valid_from": 2**40},
        {"lanes": "keluar"},
        {"lost": (str(A_TAG), str(A_PLATE))},
        {"schedule": 3},
    ],
)
@pytest.mark.parametrize(
    "had", [{}, {"blocked": "y"}, {"lanes": "timur"}, {"valid_until": 1}, {"schedule": 3}]
)
def test_a_further_objection_to_the_vehicle_takes_none_away(worse, had):
    shown = [(A_TAG,), (A_PLATE,), (A_TAG, A_PLATE), (A_TAG, B_PLATE), (A_TAG, NO_PLATE)]
    for credentials, identification in product(shown, Identification):
        had |= {"identification": identification.value}
        before = decided(*credentials, book=book_with(hours(), **had))
        after = decided(*credentials, book=book_with(hours(), **had | worse))

        assert set(before.objections) <= set(after.objections)
        assert not after.granted
