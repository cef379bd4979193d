from gate.web.throttle import MOST_KEYS, PAUSE, TRIES, Throttle


def test_five_wrong_passwords_make_a_pause_of_five_minutes():
    throttle = Throttle()

    left = [throttle.failed("slamet", "10.0.0.7", 100.0 + n) for n in range(TRIES)]

    assert left == [4, 3, 2, 1, 0]
    assert throttle.wait("slamet", "10.0.0.7", 104.0) == PAUSE
    assert throttle.wait("slamet", "10.0.0.7", 104.0 + PAUSE) == 0


def test_a_login_is_slowed_down_wherever_it_is_tried():
    throttle = Throttle()
    for n in range(TRIES):
        throttle.failed("slamet", f"10.0.0.{n}", 100.0)

    assert throttle.wait(" Slamet ", "10.0.0.99", 100.0) > 0
    assert throttle.wait("agus", "10.0.0.99", 100.0) == 0


def test_an_address_is_slowed_down_whatever_login_it_tries():
    throttle = Throttle()
    for n in range(TRIES):
        throttle.failed(f"login{n}", "10.0.0.7", 100.0)

    assert throttle.wait("agus", "10.0.0.7", 100.0) > 0
    assert throttle.wait("agus", "10.0.0.8", 100.0) == 0


def test_the_right_password_is_a_new_start():
    throttle = Throttle()
    for _ in range(TRIES - 1):
        throttle.failed("slamet", "10.0.0.7", 100.0)

    throttle.succeeded("slamet", "10.0.0.7")

    assert throttle.failed("slamet", "10.0.0.7", 100.0) == TRIES - 1


def test_wrong_tries_are_forgotten_after_the_pause():
    throttle = Throttle()
    throttle.failed("slamet", "10.0.0.7", 100.0)

    assert throttle.failed("slamet", "10.0.0.7", 100.0 + PAUSE) == TRIES - 1


def test_a_flood_of_logins_cannot_fill_the_memory():
    throttle = Throttle()
    for n in range(MOST_KEYS):
        throttle.failed(f"login{n}", "10.0.0.7", 100.0)

    assert len(throttle._failures) == MOST_KEYS
