from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.models import User
from gate.registry.people import passwords, sessions, users
from gate.registry.people.staff import Role, UserView
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.store.journal import StoredRow

Rows = Callable[[], list[StoredRow]]
PHRASE = "kopi pahit pagi"


@pytest.fixture
def siti(engine: Engine, author: Author) -> UserView:
    with editing(engine) as session:
        return users.add(session, "Siti ", "Siti  Rahayu", "guard", PHRASE, author=author)


def problems_of(engine: Engine, author: Author, *fields: str) -> dict[str, Problem]:
    with pytest.raises(FormError) as caught, editing(engine) as session:
        users.add(session, *fields, author=author)
    return dict(caught.value.problems)


def test_an_added_user_can_sign_in(engine: Engine, siti: UserView):
    assert siti == UserView(siti.id, "siti", "Siti Rahayu", Role.GUARD, active=True)
    assert users.authenticate(engine, " SITI", PHRASE) == siti


def test_a_wrong_password_and_an_unknown_login_are_refused(engine: Engine, siti: UserView):
    assert users.authenticate(engine, siti.login, "kopi manis pagi") is None
    assert users.authenticate(engine, "nobody", PHRASE) is None


def test_an_unknown_login_costs_a_hash_of_the_present_kind():
    assert passwords.verify("anything", None) == (False, None)
    assert not passwords._HASHES.current_hasher.check_needs_rehash(passwords._NOBODYS)


def test_a_hash_of_old_parameters_is_replaced_at_the_next_sign_in(engine: Engine, siti: UserView):
    weak = passwords.PasswordHash([passwords.Argon2Hasher(1, 8192, 1)]).hash(PHRASE)
    with editing(engine) as session:
        session.get_one(User, siti.id).password_hash = weak

    assert users.authenticate(engine, "siti", PHRASE) == siti
    with reading(engine) as session:
        stored = session.get_one(User, siti.id).password_hash
    assert "m=19456,t=2,p=1" in stored
    assert users.authenticate(engine, "siti", PHRASE) == siti


def test_the_journal_names_a_new_user_by_number_only(siti: UserView, rows: Rows):
    (row,) = rows()

    assert (row.kind, row.actor) == ("admin.user_added", "user:7")
    assert row.payload == {
        "user": siti.id,
        "before": {},
        "after": {"role": "guard", "active": True},
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            ("s", "Siti", "guard", PHRASE),
            {"login": Problem(ProblemCode.LOGIN_WRONG, {"text": "s"})},
        ),
        (
            ("siti rahayu", "Siti", "guard", PHRASE),
            {"login": Problem(ProblemCode.LOGIN_WRONG, {"text": "siti rahayu"})},
        ),
        (("budi", " ", "guard", PHRASE), {"name": Problem(ProblemCode.NAME_MISSING)}),
        (
            ("budi", "x" * 121, "guard", PHRASE),
            {"name": Problem(ProblemCode.TEXT_LONG, {"limit": 120})},
        ),
        (
            ("budi", "Budi", "king", PHRASE),
            {"role": Problem(ProblemCode.ROLE_WRONG, {"text": "king"})},
        ),
        (
            ("budi", "Budi", "guard", "123456789"),
            {"password": Problem(ProblemCode.PASSWORD_SHORT, {"limit": 10})},
        ),
        (
            ("budisantoso", "Budi", "guard", " BudiSantoso"),
            {"password": Problem(ProblemCode.PASSWORD_IS_LOGIN)},
        ),
    ],
    ids=["login short", "login with space", "no name", "name", "role", "short", "login"],
)
def test_each_field_names_its_problem(
    engine: Engine, author: Author, fields: tuple[str, ...], expected: dict[str, Problem]
):
    assert problems_of(engine, author, *fields) == expected


def test_a_login_exists_once(engine: Engine, author: Author, siti: UserView):
    found = problems_of(engine, author, siti.login.upper(), "Siti Dua", "guard", PHRASE)

    assert found == {"login": Problem(ProblemCode.LOGIN_TAKEN, {"text": "siti"})}


def test_everyone_is_listed_by_login(engine: Engine, author: Author, siti: UserView):
    with editing(engine) as session:
        budi = users.add(session, "budi", "Budi", "admin", PHRASE, author=author)

    with reading(engine) as session:
        assert users.everyone(session) == [budi, siti]
        assert users.get(session, siti.id) == siti
        assert users.get(session, 99) is None


def test_a_disabled_user_is_out_at_once_and_can_return(
    engine: Engine, author: Author, siti: UserView, rows: Rows
):
    with editing(engine) as session:
        opened = sessions.start(session, siti, author=author)
    with editing(engine) as session:
        assert users.disable(session, "siti", author=author) == replace(siti, active=False)
        users.disable(session, "siti", author=author)
        assert sessions.find(session, opened.token, author.now.wall) is None
    assert users.authenticate(engine, "siti", PHRASE) is None

    with editing(engine) as session:
        assert users.enable(session, "siti", author=author) == siti
    assert users.authenticate(engine, "siti", PHRASE) == siti
    assert [row.payload["after"] for row in rows() if row.kind == "admin.user_changed"] == [
        {"active": False},
        {"active": True},
    ]


def test_a_new_password_ends_the_sessions_of_the_old_one(
    engine: Engine, author: Author, siti: UserView, rows: Rows
):
    with editing(engine) as session:
        opened = sessions.start(session, siti, author=author)
    with editing(engine) as session:
        users.set_password(session, "siti", "teh tawar sore", author=author)
        assert sessions.find(session, opened.token, author.now.wall) is None

    assert users.authenticate(engine, "siti", PHRASE) is None
    assert users.authenticate(engine, "siti", "teh tawar sore") == siti
    assert rows()[-1].kind == "admin.user_password_changed"


def test_a_new_password_follows_the_rules_too(engine: Engine, author: Author, siti: UserView):
    with pytest.raises(FormError, match="password_short"), editing(engine) as session:
        users.set_password(session, siti.login, "short", author=author)


def test_only_someone_known_can_be_changed(engine: Engine, author: Author):
    with pytest.raises(FormError) as caught, editing(engine) as session:
        users.disable(session, "nobody", author=author)

    assert caught.value.problems == {
        "login": Problem(ProblemCode.LOGIN_UNKNOWN, {"text": "nobody"})
    }


def test_a_failed_sign_in_is_journalled_without_what_was_typed(
    engine: Engine, author: Author, siti: UserView, rows: Rows
):
    nobody = replace(author, actor=None)
    with editing(engine) as session:
        users.record_failed_login(session, "siti", author=nobody)
        users.record_failed_login(session, "hunter2", author=nobody)

    assert [(row.kind, row.actor, row.payload) for row in rows()[1:]] == [
        ("admin.login_failed", None, {"user": siti.id}),
        ("admin.login_failed", None, {"user": None}),
    ]


def test_a_view_is_taken_of_stored_users_only():
    with pytest.raises(ValueError, match="not stored"):
        UserView.of(User(login="x", name="x", role="guard", password_hash="", created_at=0))


def test_a_new_password_needs_the_present_one(engine: Engine, author: Author, siti: UserView):
    with pytest.raises(FormError) as caught, editing(engine) as session:
        users.change_password(session, siti.id, "bukan ini", "pendek", author=author)
    assert caught.value.problems == {
        "present": Problem(ProblemCode.PASSWORD_WRONG),
        "password": Problem(ProblemCode.PASSWORD_SHORT, {"limit": 10}),
    }

    with editing(engine) as session:
        users.change_password(session, siti.id, PHRASE, "kopi pahit sore", author=author)
    assert users.authenticate(engine, "siti", PHRASE) is None
    assert users.authenticate(engine, "siti", "kopi pahit sore") == siti


def test_a_change_is_journalled_without_the_name(
    engine: Engine, author: Author, siti: UserView, rows: Rows
):
    for _ in range(2):
        with editing(engine) as session:
            changed = users.change(
                session, siti.id, " Siti  R. ", "officer", active=True, author=author
            )

    assert changed == replace(siti, name="Siti R.", role="officer")
    (row,) = [row for row in rows() if row.kind == "admin.user_changed"]
    assert row.payload == {
        "user": siti.id,
        "before": {"role": "guard", "active": True},
        "after": {"role": "officer", "active": True},
    }


def test_what_is_wrong_with_a_change_is_named(engine: Engine, author: Author, siti: UserView):
    with pytest.raises(FormError) as caught, editing(engine) as session:
        users.change(session, siti.id, " ", "king", active=True, author=author)

    assert caught.value.problems == {
        "name": Problem(ProblemCode.NAME_MISSING),
        "role": Problem(ProblemCode.ROLE_WRONG, {"text": "king"}),
    }


@pytest.mark.parametrize(("role", "active"), [("guard", True), ("admin", False)])
def test_the_last_admin_stays(engine: Engine, author: Author, role: str, *, active: bool):
    with editing(engine) as session:
        admin = users.add(session, "admin", "Admin", "admin", PHRASE, author=author)
    with pytest.raises(FormError) as caught, editing(engine) as session:
        users.change(session, admin.id, "Admin", role, active=active, author=author)
    assert caught.value.problems == {"active": Problem(ProblemCode.LAST_ADMIN)}

    with editing(engine) as session:
        users.add(session, "budi", "Budi", "admin", PHRASE, author=author)
        users.change(session, admin.id, "Admin", role, active=active, author=author)


def test_whoever_may_not_sign_in_any_more_is_out_at_once(
    engine: Engine, author: Author, siti: UserView
):
    with editing(engine) as session:
        opened = sessions.start(session, siti, author=author)
        users.change(session, siti.id, "Siti", "guard", active=False, author=author)
        assert sessions.find(session, opened.token, author.now.wall) is None
        assert sessions.of_user(session, siti.id, opened.token, author.now.wall) == []
