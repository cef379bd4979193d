"""A trial and a contact's line, as the technician's page shows them."""

from dataclasses import dataclass
from math import floor
from typing import Final

from gate.core.events import Action
from gate.web.board.moment import Moment, Reader, person
from gate.web.trials import TRACED, Trace, Trials
from gate.web.wording.language import message
from gate.web.wording.refusals import SENT, refused
from gate.web.wording.sensors import ANY_SENSOR, SENSORS
from gate.web.wording.wiring import OUTPUTS

WIDTH: Final = 100
_HIGH, _LOW = 2, 18
_BECAME: Final = {
    True: message("{sensor} aktif setelah {seconds} detik"),
    False: message("{sensor} lepas setelah {seconds} detik"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the newest trial: of which output, by whom and when, in which words."""

    output: str
    by: str
    tone: str
    icon: str
    lines: list[str]


def line(changes: Trace, *, on: bool, now: float) -> str:
    """Return the points of a contact's line: high while it is on, oldest at the left.

    It moves once a second, so that a page with nothing new is not sent again.
    """
    end = floor(now) + 1
    begin = end - TRACED
    inside = [(at, value) for at, value in changes if at > begin]
    level = _level(not inside[0][1]) if inside else _level(on)
    points = [f"0,{level}"]
    for at, value in inside:
        x = round((at - begin) / TRACED * WIDTH, 1)
        points += [f"{x},{level}", f"{x},{_level(value)}"]
        level = _level(value)
    return " ".join([*points, f"{WIDTH},{level}"])


def result(trials: Trials, lane: str, moment: Moment, reader: Reader) -> Trial | None:
    """Say what the newest trial at a lane did, as far as contacts tell; None without one."""
    trial, language, say = trials.trial(lane), reader.language, reader.language.say
    tried = None if trial is None else trials.tried(lane, trial.output)
    if trial is None or tried is None:
        return None
    output = say(OUTPUTS[trial.output])
    name = person(moment.people, tried.actor, language)
    by = f"{name}, {language.moment(trial.wall, moment.now.wall)}"
    if trial.refusal is not None:
        why = refused(language, trial.refusal, Action.TEST_OUTPUT)
        return Trial(output, by, "bad", "alert-triangle", [why])
    if trial.begun is None:
        return Trial(output, by, "info", "arrow-up", [say(SENT)])
    lines = [
        say(
            _BECAME[value],
            sensor=say(SENSORS.get(contact, ANY_SENSOR)),
            seconds=language.number(round(after, 1)),
        )
        for contact, value, after in trial.followed
    ]
    if not lines:
        return Trial(output, by, "off", "minus", [say("Belum ada masukan yang berubah.")])
    return Trial(output, by, "ok", "check", lines)


def _level(value: object) -> int:
    return _HIGH if value else _LOW
