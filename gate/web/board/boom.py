"""What the boom of a lane is doing, in words that its wiring can keep."""

from dataclasses import replace
from typing import Final

from gate.core.values.model import Input, Wiring
from gate.status.model import Held, LaneStatus
from gate.web.board.moment import Moment, Reader, Site, person
from gate.words import states
from gate.words.orders import reason_in_words
from gate.words.states import (
    CAUSE_UNSAID,
    CAUSES,
    SCHEDULED_EVER,
    STATES,
    UNKNOWN,
    Wording,
)

_HOLDS: Final = {"free_flow": states.FREE_FLOW, "schedule": states.SCHEDULED}
"""Holds with words of their own, by their mode."""


def wording(lane: LaneStatus) -> Wording:
    """Choose the words for a lane's state; those of a newer controller are unknown to us."""
    plain, held = STATES.get(lane.state, UNKNOWN), lane.held
    match lane.state:
        case "held" if held is not None:
            return SCHEDULED_EVER if held.until is None else _HOLDS.get(held.mode, plain)
        case "latched" if not lane.powers.hold:
            return states.WATCHED_LATCHED
        case "passing" if comes_down_by_itself(lane):
            return replace(plain, sentence=states.WATCHED_PASSING)
        case "emergency":
            return replace(plain, sentence=_emergency(lane))
        case "stopped":
            return replace(plain, sentence=_stopped(lane))
        case _:
            return plain


def comes_down_by_itself(lane: LaneStatus) -> bool:
    """Whether the board may lower the boom although we asked nothing of it."""
    return lane.closes_itself and lane.wiring != Wiring.HOLD_OPEN


def sentence(site: Site, moment: Moment, reader: Reader, lane: LaneStatus) -> str:
    """Say in one sentence what the boom does and why."""
    language, said, held = reader.language, wording(lane), lane.held
    if lane.state == "held" and held is None:
        return language.say(said.badge)
    values = {
        "cause": cause(lane.cause, reader),
        "technician": site.technician(language),
        **({} if held is None else who_holds(moment, reader, held)),
    }
    return language.say(said.sentence, **values)


def who_holds(moment: Moment, reader: Reader, held: Held) -> dict[str, object]:
    """Return until when the boom is held, by whom and why."""
    language = reader.language
    until = held.until
    return {
        "time": "" if until is None else language.moment(until, moment.now.wall),
        "name": person(moment.people, held.actor, language),
        "reason": reason_in_words(language, held.reason),
    }


def cause(code: str | None, reader: Reader) -> str:
    """Word why the boom is latched or in fault."""
    return reader.language.say(CAUSES.get(code or "", CAUSE_UNSAID))


def details(site: Site, moment: Moment, reader: Reader, lane: LaneStatus) -> str:
    """Say what else there is to know of a trouble: what brought it, and since when."""
    language, parts = reader.language, []
    if lane.state == "maintenance":
        by = lane.inputs.get(Input.MAINTENANCE, False)
        if by in states.MAINTENANCE_BY:
            technician = site.technician(language)
            parts.append(language.say(states.MAINTENANCE_BY[by], technician=technician))
    began = moment.now.wall - (moment.now.monotonic - lane.since)
    parts.append(language.say("Sejak {time}", time=language.moment(began, moment.now.wall)))
    return " ".join(parts)


def _emergency(lane: LaneStatus) -> str:
    if not lane.powers.hold:
        return states.WATCHED_EMERGENCY
    if lane.position != "open":
        return states.EMERGENCY_RISING
    return STATES["emergency"].sentence


def _stopped(lane: LaneStatus) -> str:
    if lane.cause == "order" and lane.inputs.get(Input.STOP, False) is False:
        return states.STOPPED_BY_ORDER
    pressed = lane.inputs.get(Input.STOP, True)
    if pressed is None:
        return states.STOP_UNREAD
    if not pressed:
        return states.STOP_RELEASED
    return STATES["stopped"].sentence if lane.powers.stop else states.STOPPED_BY_OTHERS
