from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import Engine

from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.people import second_factor, users
from gate.registry.people.staff import UserView
from gate.registry.problems import FormError, Problem, ProblemCode

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


def code_at(wall: float) -> str:
    return pyotp.TOTP(SECRET).at(int(wall))


@pytest.fixture
def siti(engine: Engine, author: Author) -> UserView:
    with editing(engine) as session:
        return users.add(session, "siti", "Siti", "admin", "kopi pahit pagi", author=author)


@pytest.fixture
def asked(engine: Engine, author: Author, siti: UserView) -> int:
    """Her number, once codes are asked of her."""
    with editing(engine) as session:
        code = code_at(author.now.wall)
        second_factor.turn_on(session, siti.id, SECRET, code, author=author)
    return siti.id


def accepts(engine: Engine, number: int, code: str, wall: float) -> bool:
    with editing(engine) as session:
        return second_factor.accept(session, number, code, wall)


def test_each_proposal_is_another_secret_that_a_form_may_bring_back():
    one, other = second_factor.propose(), second_factor.propose()

    assert one != other
    assert second_factor.is_secret(one)
    assert second_factor.is_secret(other)
    assert not second_factor.is_secret(one[:-1])
    assert not second_factor.is_secret(one.lower())


def test_the_link_names_site_login_and_secret():
    link = second_factor.link(SECRET, "siti", "Portal Balai Kota")

    assert link.startswith("otpauth://totp/Portal%20Balai%20Kota:siti?")
    assert f"secret={SECRET}" in link


def test_nothing_is_asked_before_the_phone_has_shown_the_right_code(
    engine: Engine, author: Author, siti: UserView
):
    with pytest.raises(FormError) as caught, editing(engine) as session:
        second_factor.turn_on(session, siti.id, SECRET, "000000", author=author)

    assert caught.value.problems == {"code": Problem(ProblemCode.FACTOR_WRONG)}
    assert not accepts(engine, siti.id, code_at(author.now.wall), author.now.wall)


def test_a_code_of_the_moment_is_taken_however_it_is_spaced(
    engine: Engine, author: Author, asked: int
):
    later = author.now.wall + 60
    code = code_at(later)

    assert accepts(engine, asked, f" {code[:3]} {code[3:]} ", later)


def test_no_code_is_taken_twice_nor_one_older_than_the_last(
    engine: Engine, author: Author, asked: int
):
    wall = author.now.wall
    assert not accepts(engine, asked, code_at(wall), wall)

    later = wall + 90
    assert accepts(engine, asked, code_at(later), later)
    assert not accepts(engine, asked, code_at(later), later)
    assert not accepts(engine, asked, code_at(later - 30), later)


@pytest.mark.parametrize(("behind", "taken"), [(30, True), (-30, True), (90, False), (-90, False)])
def test_a_phone_may_be_one_step_off(
    engine: Engine, author: Author, asked: int, *, behind: int, taken: bool
):
    later = author.now.wall + 600

    assert accepts(engine, asked, code_at(later - behind), later) is taken


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "kode", "\uff11\uff12\uff13\uff14\uff15\uff16"]
)
def test_what_is_no_code_is_not_taken(engine: Engine, author: Author, asked: int, code: str):
    assert not accepts(engine, asked, code, author.now.wall + 60)


def test_turning_it_off_is_journalled_once_and_lets_the_password_do(
    engine: Engine, author: Author, asked: int, rows
):
    for _ in range(2):
        with editing(engine) as session:
            second_factor.turn_off(session, asked, author=author)

    with reading(engine) as session:
        assert not users.get(session, asked).second_factor
    kinds = [row.kind for row in rows() if row.kind.startswith("admin.second")]
    assert kinds == ["admin.second_factor_on", "admin.second_factor_off"]
    assert all(SECRET not in str(row.payload) for row in rows())


def test_whoever_signs_in_is_known_to_owe_a_code(engine: Engine, siti: UserView, asked: int):
    found = users.authenticate(engine, "siti", "kopi pahit pagi")

    assert asked == siti.id
    assert found == replace(siti, second_factor=True)
