from concurrent.futures import ThreadPoolExecutor

from gate.web.access import throttle as throttling
from gate.web.access.throttle import AT_ONCE, MOST_KEYS, PAUSE, TRIES, Throttle, Try


def test_five_tries_make_a_pause_of_five_minutes():
    throttle = Throttle()

    counted = [throttle.count("slamet", "10.0.0.7", 100.0 + n) for n in range(TRIES)]

    assert [each.left for each in counted] == [4, 3, 2, 1, 0]
    assert throttle.count("slamet", "10.0.0.7", 105.0) == Try(PAUSE - 1, 0)
    assert throttle.count("slamet", "10.0.0.7", 104.0 + PAUSE) == Try(0, TRIES - 1)


def test_a_login_is_slowed_down_wherever_it_is_tried():
    throttle = Throttle()
    for n in range(TRIES):
        throttle.count("slamet", f"10.0.0.{n}", 100.0)

    assert throttle.count(" Slamet ", "10.0.0.99", 100.0).wait > 0
    assert throttle.count("agus", "10.0.0.99", 100.0).wait == 0


def test_an_address_is_slowed_down_whatever_login_it_tries():
    throttle = Throttle()
    for n in range(TRIES):
        throttle.count(f"login{n}", "10.0.0.7", 100.0)

    assert throttle.count("agus", "10.0.0.7", 100.0).wait > 0
    assert throttle.count("agus", "10.0.0.8", 100.0).wait == 0


def test_the_right_password_is_a_new_start():
    throttle = Throttle()
    for _ in range(TRIES):
        throttle.count("slamet", "10.0.0.7", 100.0)

    throttle.forget("slamet", "10.0.0.7")

    assert throttle.count("slamet", "10.0.0.7", 100.0).left == TRIES - 1


def test_tries_are_forgotten_after_the_pause():
    throttle = Throttle()
    throttle.count("slamet", "10.0.0.7", 100.0)

    assert throttle.count("slamet", "10.0.0.7", 100.0 + PAUSE).left == TRIES - 1


def test_many_tries_at_once_do_not_slip_through():
    throttle = Throttle()
    with ThreadPoolExecutor(20) as threads:
        counted = list(
            threads.map(lambda _: throttle.count("slamet", "10.0.0.7", 100.0), range(60))
        )

    assert sum(each.wait == 0 for each in counted) == TRIES


def test_a_flood_of_logins_cannot_fill_the_memory():
    throttle = Throttle()
    for n in range(MOST_KEYS):
        throttle.count(f"login{n}", f"10.0.{n // 250}.{n % 250}", 100.0)

    assert len(throttle._tries) == MOST_KEYS


def test_only_so_many_passwords_are_checked_at_once(monkeypatch):
    monkeypatch.setattr(throttling, "PATIENCE", 0.01)
    throttle = Throttle()
    turns = [throttle.turn() for _ in range(AT_ONCE + 1)]

    assert [turn.__enter__() for turn in turns] == [True, True, False]
    for turn in turns:
        turn.__exit__(None, None, None)
    with throttle.turn() as taken:
        assert taken
