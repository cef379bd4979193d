import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access.book import PermitBook
from gate.core.values.events import RegistryChanged
from gate.core.values.model import Category, Identification, Permit
from gate.core.values.timetable import Timetable
from tests.gate.core.schedules import OFFICE
from tests.gate.core.vehicles import gone, plate, tag, vehicle

TAG, OTHER_TAG, PLATE = tag("01001293D8"), tag("0100000002"), plate("N1234AP")


def test_a_vehicle_is_found_by_each_of_its_credentials():
    book = PermitBook([vehicle(7, TAG, PLATE)])

    assert book.vehicle(TAG) == 7
    assert book.vehicle(PLATE) == 7
    assert book.vehicle(OTHER_TAG) is None


def test_a_tag_and_a_plate_of_the_same_letters_are_two_credentials():
    book = PermitBook([vehicle(7, tag("AB1234"))])

    assert book.vehicle(plate("AB1234")) is None


@pytest.mark.parametrize("printed", ["001293D8", "1293D8"])
def test_a_card_is_found_by_the_end_of_its_number_where_only_that_is_printed(printed: str):
    book = PermitBook([vehicle(7, tag(printed), lost=(tag(printed),))])

    assert book.vehicle(TAG) == 7
    assert book.is_lost(TAG)
    assert book.vehicle(tag("01001293D9")) is None
    assert book.vehicle(plate("01001293D8")) is None


def test_the_fullest_number_that_is_enrolled_decides_whose_card_it_is():
    book = PermitBook([vehicle(7, tag("1293D8")), vehicle(8, TAG), vehicle(9, tag("001293D8"))])

    assert book.vehicle(TAG) == 8
    assert book.vehicle(tag("02001293D8")) == 9
    assert book.vehicle(tag("02AA1293D8")) == 7


def test_an_epc_is_never_found_by_its_end():
    book = PermitBook([vehicle(7, tag("8F398133"))])

    assert book.vehicle(tag("E28069950000400A8F398133")) is None
    assert PermitBook([vehicle(8, tag("E28069950000400A8F398133"))]).vehicle(tag("398133")) is None


@pytest.mark.parametrize("sent", ["1293D8", "001293D8"])
def test_a_reader_that_sends_the_end_of_a_number_finds_the_only_card_that_ends_so(sent: str):
    book = PermitBook([vehicle(7, TAG, lost=(TAG,)), vehicle(8, OTHER_TAG)])

    assert book.vehicle(tag(sent)) == 7
    assert book.is_lost(tag(sent))
    assert book.vehicle(tag("AABBCC")) is None
    assert book.vehicle(plate("1293D8")) is None


def test_where_two_cards_end_so_it_is_nobodys_until_one_is_gone():
    book = PermitBook([vehicle(7, TAG)])
    assert book.vehicle(tag("1293D8")) == 7

    book.apply([vehicle(8, tag("02001293D8"))])
    assert book.vehicle(tag("1293D8")) is None
    assert book.vehicle(TAG) == 7
    book.apply([gone(7)])
    assert book.vehicle(tag("1293D8")) == 8
    book.apply([gone(8)])
    assert book.vehicle(tag("1293D8")) is None


def test_among_very_many_vehicles_nobody_is_looked_for_by_the_end(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("gate.core.access.book.MOST_SEARCHED", 1)

    assert PermitBook([vehicle(7, TAG), vehicle(8, OTHER_TAG)]).vehicle(tag("1293D8")) is None


def test_a_permit_says_what_the_registry_says():
    row = vehicle(
        7,
        PLATE,
        category="visitor",
        identification="both",
        valid_from=10,
        valid_until=20,
        blocked="tunggakan",
        lanes="keluar,masuk",
        schedule=3,
    )

    assert PermitBook([row]).permit(7) == Permit(
        vehicle=7,
        plate="N1234AP",
        category=Category.VISITOR,
        identification=Identification.BOTH,
        valid_from=10,
        valid_until=20,
        blocked="tunggakan",
        lanes=frozenset({"keluar", "masuk"}),
        schedule=3,
    )


def test_no_lanes_means_every_lane():
    permit = PermitBook([vehicle(7, TAG)]).permit(7)

    assert permit is not None
    assert permit.lanes is None


def test_words_this_version_does_not_know_are_read_as_the_strictest():
    permit = PermitBook([vehicle(7, TAG, category="diplomat", identification="iris")]).permit(7)

    assert permit is not None
    assert permit.category is Category.VISITOR
    assert permit.identification is Identification.BOTH


def test_nobody_has_a_permit_who_is_not_on_the_list():
    assert PermitBook().permit(7) is None


def test_a_change_replaces_everything_about_a_vehicle():
    book = PermitBook([vehicle(7, TAG, PLATE)])
    book.apply([vehicle(7, OTHER_TAG, blocked="hilang")])

    assert book.vehicle(TAG) is None
    assert book.vehicle(PLATE) is None
    assert book.vehicle(OTHER_TAG) == 7
    permit = book.permit(7)
    assert permit is not None
    assert permit.blocked == "hilang"


def test_a_removed_vehicle_leaves_with_its_credentials():
    book = PermitBook([vehicle(7, TAG), vehicle(8, OTHER_TAG)])
    book.apply([gone(7)])

    assert book.permit(7) is None
    assert book.vehicle(TAG) is None
    assert len(book) == 1


def test_a_vehicle_never_heard_of_may_be_removed():
    book = PermitBook()
    book.apply([gone(7)])

    assert len(book) == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_tag_that_changes_hands_belongs_to_its_new_owner_in_whatever_order(order):
    book = PermitBook([vehicle(7, TAG), vehicle(8)])
    changes = [vehicle(7), vehicle(8, TAG)]
    book.apply(changes[place] for place in order)

    assert book.vehicle(TAG) == 8


def test_a_credential_is_lost_for_its_owner_only():
    book = PermitBook([vehicle(7, TAG, PLATE, lost=(TAG,))])

    assert book.is_lost(TAG)
    assert not book.is_lost(PLATE)
    assert not book.is_lost(OTHER_TAG)


def test_what_staff_change_is_taken_over_at_once():
    book = PermitBook([vehicle(7, TAG)], 4, Timetable(schedules={1: OFFICE}))
    book.learn(RegistryChanged(5, (vehicle(7, OTHER_TAG),)))

    assert (book.version, book.vehicle(OTHER_TAG)) == (5, 7)
    assert book.timetable.schedules == {1: OFFICE}

    book.learn(RegistryChanged(6, (), Timetable(schedules={2: OFFICE})))

    assert (book.version, book.vehicle(OTHER_TAG)) == (6, 7)
    assert book.timetable.schedules == {2: OFFICE}


def test_a_schedule_is_found_for_a_vehicle_at_a_lane():
    table = Timetable(schedules={1: OFFICE}, categories={"visitor": (1,)})
    book = PermitBook([vehicle(7, category="visitor"), vehicle(8)], timetable=table)

    visitor, employee = book.permit(7), book.permit(8)
    assert visitor is not None
    assert employee is not None
    assert book.schedule(visitor, "masuk") is OFFICE
    assert book.schedule(employee, "masuk") is None


credentials = st.sampled_from([tag(f"{number:06X}") for number in range(8)])
rows = st.builds(
    lambda number, owned, removed: vehicle(number, *owned, removed=removed),
    st.integers(1, 5),
    st.lists(credentials, max_size=3, unique=True),
    st.booleans(),
)


@given(st.lists(rows, max_size=30))
def test_whatever_changes_every_credential_leads_to_a_vehicle_that_has_it_or_to_none(changes):
    book = PermitBook(changes[:3])
    book.apply(changes[3:])
    newest = {row.vehicle: row for row in changes}

    assert len(book) == sum(not row.removed for row in newest.values())
    for number in range(8):
        credential = tag(f"{number:06X}")
        owner = book.vehicle(credential)
        book.is_lost(credential)
        if owner is not None:
            assert str(credential) in newest[owner].keys
            assert book.permit(owner) is not None
