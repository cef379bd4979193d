from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.models import ApiToken
from gate.registry.people import tokens
from gate.registry.people.staff import Role
from gate.registry.people.tokens import TokenView
from gate.registry.problems import FormError, ProblemCode


def add(engine: Engine, author: Author, name: str = "pusat", **until: int) -> tuple[str, TokenView]:
    with editing(engine) as session:
        return tokens.add(session, name, "officer", until.get("expires_at"), author=author)


def found(engine: Engine, token: str, wall: float) -> TokenView | None:
    with reading(engine) as session:
        return tokens.find(session, token, wall)


def test_a_token_leads_to_its_program_and_only_its_hash_is_kept(engine, author, rows):
    token, made = add(engine, author)
    assert found(engine, token, author.now.wall) == made
    assert (made.name, made.role, made.used_at) == ("pusat", Role.OFFICER, None)
    assert token.startswith(tokens.PREFIX)
    assert len(token) >= len(tokens.PREFIX) + 43  # 256 bits
    with reading(engine) as session:
        assert token not in repr(session.exec(select(ApiToken)).all())
    assert (rows()[-1].kind, rows()[-1].payload) == (
        "admin.token_added",
        {"token": "pusat", "role": "officer", "expires_at": None},
    )


def test_a_token_counts_until_it_expires(engine, author):
    end = author.seconds + 60
    token, made = add(engine, author, expires_at=end)
    assert found(engine, token, end - 1) == made
    assert found(engine, token, end) is None


def test_a_revoked_token_counts_no_longer_and_is_revoked_once(engine, author, rows):
    token, _ = add(engine, author)
    later = replace(author, now=replace(author.now, wall=author.now.wall + 5))
    for who in (author, later):
        with editing(engine) as session:
            view = tokens.revoke(session, "PUSAT", author=who)
        assert view.revoked_at == author.seconds
    assert found(engine, token, author.now.wall) is None
    assert [row.kind for row in rows()] == ["admin.token_added", "admin.token_revoked"]
    assert rows()[-1].payload == {"token": "pusat"}


def test_an_unknown_token_leads_nowhere(engine, author):
    token, _ = add(engine, author)
    assert found(engine, f"{token}x", author.now.wall) is None


@pytest.mark.parametrize(
    ("name", "role", "problems"),
    [
        ("Pusat", "officer", {"name": ProblemCode.TOKEN_NAME_TAKEN}),
        ("", "officer", {"name": ProblemCode.TOKEN_NAME_WRONG}),
        ("a:b", "king", {"name": ProblemCode.TOKEN_NAME_WRONG, "role": ProblemCode.ROLE_WRONG}),
    ],
)
def test_what_cannot_be_a_program_is_told(engine, author, name, role, problems):
    add(engine, author)
    with pytest.raises(FormError) as told, editing(engine) as session:
        tokens.add(session, name, role, None, author=author)
    assert {field: found.code for field, found in told.value.problems.items()} == problems


def test_a_name_stays_taken_after_its_token_is_revoked(engine, author):
    add(engine, author)
    with editing(engine) as session:
        tokens.revoke(session, "pusat", author=author)
    with pytest.raises(FormError):
        add(engine, author)


def test_an_unknown_program_cannot_be_revoked(engine, author):
    with pytest.raises(FormError) as told, editing(engine) as session:
        tokens.revoke(session, "pusat", author=author)
    assert told.value.problems["name"].code is ProblemCode.TOKEN_UNKNOWN


def test_use_is_worth_a_note_once_an_hour(engine, author):
    _, made = add(engine, author)
    assert made.worth_noting(author.now.wall)
    with editing(engine) as session:
        tokens.touch(session, made.id, author.now.wall)
    with reading(engine) as session:
        (used,) = tokens.everyone(session)
    assert used.used_at == author.seconds
    assert not used.worth_noting(author.now.wall + 3599)
    assert used.worth_noting(author.now.wall + 3600)


def test_what_is_not_stored_has_no_number():
    with pytest.raises(ValueError, match="not stored"):
        TokenView.of(ApiToken(name="x", role="guard", token_hash="", created_at=0))
