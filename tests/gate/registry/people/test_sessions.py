from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.models import LoginSession
from gate.registry.people import sessions, users
from gate.registry.people.sessions import OpenedSession, SignedIn
from gate.registry.people.staff import UserView
from gate.store.journal import StoredRow


@pytest.fixture
def siti(engine: Engine, author: Author) -> UserView:
    with editing(engine) as session:
        return users.add(session, "siti", "Siti", "guard", "kopi pahit pagi", author=author)


@pytest.fixture
def opened(engine: Engine, author: Author, siti: UserView) -> OpenedSession:
    with editing(engine) as session:
        return sessions.start(session, siti, author=author)


def found(engine: Engine, token: str, wall: float) -> SignedIn | None:
    with reading(engine) as session:
        return sessions.find(session, token, wall)


def test_a_cookie_leads_to_its_user(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    assert found(engine, opened.token, author.now.wall) == SignedIn(
        siti, opened.csrf, author.seconds
    )


def test_only_the_hash_of_a_token_is_kept(engine: Engine, opened: OpenedSession):
    with reading(engine) as session:
        (row,) = session.exec(select(LoginSession)).all()

    assert opened.token not in repr(row)
    assert len(row.token_hash) == 64
    assert len(opened.token) >= 43  # 256 bits


def test_no_two_sessions_share_a_token_or_a_csrf_word(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    with editing(engine) as session:
        other = sessions.start(session, siti, author=author)

    assert len({opened.token, opened.csrf, other.token, other.csrf}) == 4


def test_an_unknown_cookie_leads_nowhere(engine: Engine, author: Author, opened: OpenedSession):
    assert found(engine, opened.token + "x", author.now.wall) is None


def test_a_session_ends_when_it_is_not_used(engine: Engine, author: Author, opened: OpenedSession):
    wall = author.now.wall

    assert found(engine, opened.token, wall + sessions.IDLE_S - 1) is not None
    assert found(engine, opened.token, wall + sessions.IDLE_S) is None


def test_use_starts_the_idle_time_again(engine: Engine, author: Author, opened: OpenedSession):
    later = author.now.wall + sessions.IDLE_S - 1
    with editing(engine) as session:
        sessions.touch(session, opened.token, later)
        sessions.touch(session, "unknown", later)

    assert found(engine, opened.token, later + sessions.IDLE_S - 1) is not None


def test_a_session_ends_after_its_longest_time_however_busy(
    engine: Engine, author: Author, opened: OpenedSession
):
    end = author.now.wall + sessions.LONGEST_S
    with editing(engine) as session:
        sessions.touch(session, opened.token, end - 1)

    assert found(engine, opened.token, end - 1) is not None
    assert found(engine, opened.token, end) is None


def test_a_clock_set_back_signs_nobody_out(engine: Engine, author: Author, opened: OpenedSession):
    assert found(engine, opened.token, author.now.wall - 1e6) is not None


def test_use_is_worth_a_note_once_a_minute(engine: Engine, author: Author, opened: OpenedSession):
    signed_in = found(engine, opened.token, author.now.wall)

    assert signed_in is not None
    assert not signed_in.worth_noting(author.now.wall + 59)
    assert signed_in.worth_noting(author.now.wall + 60)


def test_signing_in_and_out_is_journalled_under_ones_own_number(
    engine: Engine,
    author: Author,
    siti: UserView,
    opened: OpenedSession,
    rows: Callable[[], list[StoredRow]],
):
    with editing(engine) as session:
        sessions.close(session, opened.token, author=author)
        sessions.close(session, opened.token, author=author)

    assert found(engine, opened.token, author.now.wall) is None
    assert [(row.kind, row.actor, row.payload) for row in rows()[1:]] == [
        ("admin.login", siti.actor, {"user": siti.id}),
        ("admin.logout", siti.actor, {"user": siti.id}),
    ]


def test_what_is_over_is_forgotten(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    wall = author.now.wall
    with editing(engine) as session:
        sessions.touch(session, opened.token, wall + sessions.IDLE_S)
        sessions.start(session, siti, author=author)

        assert sessions.purge(session, wall + sessions.IDLE_S) == 1

    assert found(engine, opened.token, wall + sessions.IDLE_S) is not None


def test_someone_sees_the_browsers_they_are_signed_in_with(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    later = author.now.wall + 60
    with editing(engine) as session:
        tablet = sessions.start(session, siti, author=author, device="Tablet " * 40)
        sessions.touch(session, opened.token, later)

    with reading(engine) as session:
        first, second = sessions.of_user(session, siti.id, tablet.token, later)
    assert (first.own, first.device, first.seen) == (False, "", int(later))
    assert (second.own, len(second.device)) == (True, sessions.LONGEST_DEVICE)
    assert first.id not in opened.token


def test_sessions_that_are_over_are_not_shown(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    with reading(engine) as session:
        late = author.now.wall + sessions.IDLE_S
        assert sessions.of_user(session, siti.id, opened.token, late) == []


def test_someone_ends_one_browser_of_their_own_and_of_nobody_else(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    with editing(engine) as session:
        budi = users.add(session, "budi", "Budi", "guard", "kopi pahit pagi", author=author)
        (view,) = sessions.of_user(session, siti.id, opened.token, author.now.wall)
        for number, name in ((budi.id, view.id), (siti.id, view.id[:4]), (siti.id, "")):
            sessions.close_one(session, number, name, author=author)
        assert sessions.find(session, opened.token, author.now.wall) is not None

        sessions.close_one(session, siti.id, view.id, author=author)
        assert sessions.find(session, opened.token, author.now.wall) is None


def test_all_browsers_but_the_present_one_end(
    engine: Engine, author: Author, siti: UserView, opened: OpenedSession
):
    with editing(engine) as session:
        here = sessions.start(session, siti, author=author)
        sessions.close_all(session, siti.id, but=here.token)

    assert found(engine, opened.token, author.now.wall) is None
    assert found(engine, here.token, author.now.wall) is not None
