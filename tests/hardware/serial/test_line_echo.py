import pytest

from hardware.serial.line_echo import LineEcho

ASKED = bytes.fromhex("0400FF01")


def after(message: bytes) -> LineEcho:
    echo = LineEcho()
    echo.said(message)
    return echo


@pytest.mark.parametrize("cut", range(1, len(ASKED)))
def test_an_echo_is_taken_out_however_it_is_cut(cut: int):
    echo = after(ASKED)

    assert echo.strip(ASKED[:cut]) + echo.strip(ASKED[cut:] + b"answer") == b"answer"
    assert echo.seen == 1


def test_what_is_no_echo_stays_whole():
    echo = after(ASKED)

    assert echo.strip(ASKED[:2]) == b""
    assert echo.strip(b"answer") == ASKED[:2] + b"answer"
    assert echo.strip(ASKED) == ASKED
    assert echo.seen == 0


def test_what_began_like_an_echo_and_ended_is_given_back():
    echo = after(ASKED)
    echo.strip(ASKED[:3])

    assert echo.release() == ASKED[:3]
    assert echo.release() == b""


def test_where_nothing_was_said_nothing_is_an_echo():
    assert LineEcho().strip(ASKED) == ASKED
