"""Until when something is to last, as typed at a terminal."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gate.errors import ConfigError

_SPAN: Final = re.compile(r"(\d{1,4})\s*(m|min|h)")
_SECONDS: Final = {"m": 60, "min": 60, "h": 3600}


def end(until: str, lasting: str, now: float, zone: ZoneInfo) -> float:
    """Return the end in POSIX seconds: of a span from now, or the next such time of day or date.

    Exactly one of both is given; ConfigError says what is wrong.
    """
    if bool(until) == bool(lasting):
        raise ConfigError("say how long: either --until 21:30 or --for 30m")
    ends = _after(lasting, now) if lasting else _at(until, now, zone)
    if ends <= now:
        raise ConfigError(f"{until or lasting} is over already")
    return ends


def _after(lasting: str, now: float) -> float:
    found = _SPAN.fullmatch(lasting.strip())
    if found is None:
        raise ConfigError(f"not a span: {lasting}; write it like 30m or 2h")
    return now + int(found[1]) * _SECONDS[found[2]]


def _at(until: str, now: float, zone: ZoneInfo) -> float:
    text = until.strip().replace(".", ":")
    here = datetime.fromtimestamp(now, UTC).astimezone(zone)
    with suppress(ValueError):
        return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=zone).timestamp()
    try:
        time = datetime.strptime(text, "%H:%M").replace(tzinfo=zone).time()
    except ValueError as error:
        raise ConfigError(
            f'not a time: {until}; write it like 21:30 or "31-12-2026 21:30"'
        ) from error
    at = here.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    return (at if at > here else at + timedelta(days=1)).timestamp()
