"""How an OSDP reader shows what was decided: its light and its beep."""

from collections.abc import Iterator
from types import ModuleType

SHOWN = 15
"""Tenths of a second the light stays in the colour of the decision."""


def commands(library: ModuleType, *, granted: bool) -> Iterator[dict[str, object]]:
    """Green and one beep when granted; red, blinking, and three beeps when denied.

    Light and beep end by themselves, and the light is the reader's own again. A reader that lacks
    one of them refuses, which does no harm.
    """
    on, off = (SHOWN, 0) if granted else (2, 1)
    yield {
        "command": library.CMD_LED,
        "reader": 0,
        "led_number": 0,
        "temporary": True,
        "control_code": 2,  # show this, until its time is over
        "on_count": on,
        "off_count": off,
        "on_color": library.LED_COLOR_GREEN if granted else library.LED_COLOR_RED,
        "off_color": library.LED_COLOR_NONE,
        "timer_count": SHOWN,
    }
    yield {
        "command": library.CMD_BUZZER,
        "reader": 0,
        "control_code": 2,  # the reader's usual tone
        "on_count": 3 if granted else 1,
        "off_count": 1,
        "rep_count": 1 if granted else 3,
    }
