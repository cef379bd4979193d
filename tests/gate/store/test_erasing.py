import pytest

from gate.store import erasing
from gate.store.erasing import Subject, checkpoint, erase, naming, with_payloads, words
from gate.store.history import tail
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write, write_epoch, write_vehicle

DAY = 86_400_000_000
LATE = 10 * DAY


def subjects(connection, before_us=LATE):
    found = with_payloads(connection, GATE, before_us)
    return {each.seq: each.subject for rows in found for each in rows}


@pytest.mark.parametrize(
    ("kind", "payload", "subject"),
    [
        ("decision.granted", {"vehicle": 1, "permit": {"category": "employee"}}, "registered"),
        ("decision.granted", {"vehicle": 1, "permit": {"category": "visitor"}}, "visitor"),
        ("passage.done", {"vehicle": 9, "plate": "N9AP"}, "registered"),
        ("decision.denied", {"vehicle": None, "reads": [{"value": "N1X"}]}, "unknown"),
        ("passage.done", {"vehicle": None, "credential": "tag:AA"}, "unknown"),
        ("admin.vehicle_added", {"vehicle": 1, "after": {"category": "visitor"}}, "visitor"),
        ("admin.user_added", {"user": 1, "after": {"login": "siti"}}, "registered"),
        ("export.done", {"what": "vehicles", "filters": {"text": "N1X"}}, "registered"),
        ("order.accepted", {"action": "open", "reason": "Tamu"}, "registered"),
        ("alarm.raised", {"alarm": "tailgating", "detail": {"plate": "N1X"}}, "unknown"),
    ],
)
def test_a_row_about_somebody_has_a_subject(connection, kind, payload, subject):
    write(connection, row(kind, payload, wall_us=1))

    assert subjects(connection)[2] == subject


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("boom.opened", {"state": "open"}),
        ("alarm.raised", {"alarm": "drift", "detail": {"seconds": 2}}),
        ("passage.timeout", {"vehicle": None, "plate": None, "credential": None}),
        ("retention.done", {"vehicles": 3}),
    ],
)
def test_a_row_about_nobody_has_none(connection, kind, payload):
    write(connection, row(kind, payload, wall_us=1))

    assert subjects(connection) == {}


def test_a_visitor_is_known_by_the_registry_too(connection):
    write_vehicle(connection, 7, 1)
    connection.execute("UPDATE vehicle SET category = 'visitor'")
    write(connection, row("passage.done", {"vehicle": 7}, wall_us=1))

    assert subjects(connection)[2] is Subject.VISITOR


def test_an_odd_payload_counts_as_a_stranger_and_stops_nothing(connection):
    write(connection, row("passage.done", {"vehicle": 7}, wall_us=1))
    connection.execute("UPDATE journal_payload SET payload = '{' WHERE seq = 2")

    assert subjects(connection)[2] is Subject.UNKNOWN


def test_only_what_happened_before_is_found(connection):
    write(connection, *(row("passage.done", {"vehicle": 1}, wall_us=day * DAY) for day in (1, 3)))

    assert subjects(connection, 2 * DAY) == {2: Subject.REGISTERED}


def test_a_row_of_an_untrusted_clock_is_as_old_as_the_next_trusted_one(connection):
    old = row("passage.done", {"vehicle": 1}, wall_us=5, clock_trusted=False)
    trusted = row("boom.opened", wall_us=3 * DAY)
    last = row("passage.done", {"vehicle": 1}, wall_us=6, clock_trusted=False)
    write(connection, old, trusted, last)

    assert subjects(connection, 2 * DAY) == {}
    assert subjects(connection, 4 * DAY) == {2: Subject.REGISTERED}


def test_every_window_of_every_epoch_is_looked_through(connection, monkeypatch):
    monkeypatch.setattr(erasing, "WINDOW", 2)
    write_epoch(connection, *(row("passage.done", {"vehicle": 1}, wall_us=1) for _ in range(4)))
    write_epoch(connection, row("passage.done", {"vehicle": 1}, wall_us=1))
    found = [each for rows in with_payloads(connection, GATE, LATE) for each in rows]

    assert len(found) == 5
    assert len({each.epoch for each in found}) == 2


def test_what_names_somebody_is_found_by_word_or_number(connection):
    write(
        connection,
        row("passage.done", {"plate": "N1A"}),
        row("decision.denied", {"reads": [{"value": "AA"}]}),
        row("passage.done", {"vehicle": 4}),
        row("passage.done", {"plate": "N1AB", "note": 4}),
    )
    rows = naming(connection, GATE, ["N1A", "AA"], [4])

    assert sorted(seq for found in rows for _, seq in found) == [2, 3, 4]


def test_an_odd_payload_is_searched_as_text(connection):
    write(connection, row("passage.done", {"plate": "N1A"}))
    connection.execute("""UPDATE journal_payload SET payload = '{"plate":"N1A' WHERE seq = 2""")

    assert [seq for found in naming(connection, GATE, ["N1A"], []) for _, seq in found] == [2]


def test_words_are_told_with_their_time(connection):
    write(connection, row("passage.done", {"plate": "N1A", "vehicle": 4, "n": 1}, wall_us=7))
    told = set()
    wanted = list(words(connection, GATE, lambda word, at: told.add((word, at)) or word == "N1A"))

    assert ("vehicle:4", 7) in told
    assert [seq for found in wanted for _, seq in found] == [2]


def test_erased_payloads_are_gone_from_the_file_and_the_chain_is_whole(connection, database):
    write(connection, row("passage.done", {"plate": "N777SECRET"}))
    epoch = tail(connection, GATE, limit=1)[0].epoch
    erased = erase(connection, GATE, [(epoch, 2)])
    checkpoint(connection)

    assert (erased, erase(connection, GATE, [])) == (1, 0)
    assert tail(connection, GATE, limit=1)[0].payload is None
    assert verify(connection, GATE).problem is None
    assert b"N777SECRET" not in database.read_bytes()
