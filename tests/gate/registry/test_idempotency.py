import pytest

from gate.registry import idempotency
from gate.registry.database import editing
from gate.registry.idempotency import Answer, Taken
from gate.registry.people import tokens

DONE = Answer(201, {"location": "/x"}, b'{"id": 1}')
WALL = 1_790_000_000.0


@pytest.fixture
def program(engine, author) -> int:
    with editing(engine) as session:
        return tokens.add(session, "pusat", "admin", None, author=author)[1].id


@pytest.fixture
def take(engine, program):
    def take(key: str = "k", digest: str = "d", wall: float = WALL) -> Answer | Taken | None:
        with editing(engine) as session:
            return idempotency.take(session, program, key, digest, wall)

    return take


def test_a_key_is_taken_once_and_then_gives_its_answer(engine, program, take):
    assert take() is None
    assert take() is Taken.UNANSWERED
    with editing(engine) as session:
        idempotency.keep(session, program, "k", DONE)
    assert take() == DONE
    assert take(digest="other") is Taken.OTHERWISE


def test_a_key_that_was_given_back_is_free(engine, program, take):
    take()
    with editing(engine) as session:
        idempotency.release(session, program, "k")
    assert take(digest="other") is None


def test_a_key_is_forgotten_after_a_day(take):
    take()
    assert take(wall=WALL + idempotency.KEPT_S - 1) is Taken.UNANSWERED
    assert take(wall=WALL + idempotency.KEPT_S) is None


def test_a_program_has_only_so_many_keys(take, monkeypatch):
    monkeypatch.setattr(idempotency, "MOST_KEYS", 2)
    assert [take(key) for key in "abc"] == [None, None, Taken.TOO_MANY]
    assert take("c", wall=WALL + idempotency.KEPT_S) is None
