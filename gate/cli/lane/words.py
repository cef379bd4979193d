"""A lane on one line of a terminal: its state, and what somebody should know of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from gate.core.values.refusal import Refusal
from gate.status.model import AlarmStatus, LaneStatus
from gate.words.language import Language
from gate.words.orders import reason_in_words
from gate.words.refusals import refused
from gate.words.states import CAUSE_UNSAID, CAUSES, FREE_FLOW, STATES, UNKNOWN

_PROVED_BY: Final = {"closed": "closed_limit", "open": "open_limit"}


def state(lane: LaneStatus, language: Language) -> str:
    """Name the state; `(estimated)` where no limit proves the position."""
    held = lane.held
    wording = STATES.get(lane.state, UNKNOWN)
    if lane.state == "held" and held is not None and held.mode == "free_flow":
        wording = FREE_FLOW
    badge = language.say(wording.badge).lower()
    limit = _PROVED_BY.get(lane.position)
    assumed = lane.assumed and limit is not None and not lane.inputs.get(limit)
    return f"{badge} (estimated)" if assumed else badge


def note(
    lane: LaneStatus, alarms: Sequence[AlarmStatus], lane_id: str, language: Language, now: float
) -> str:
    """Say why the lane is as it is and what it needs, in a few words."""
    return "; ".join(_parts(lane, alarms, lane_id, language, now))


def reason_refused(code: str, action: str, language: Language) -> str:
    """Say why an order was not carried out."""
    if code == Refusal.FORBIDDEN:
        return "Not done: you may not give orders; use sudo, or join the socket's group"
    return refused(language, code, action)


def _parts(
    lane: LaneStatus, alarms: Sequence[AlarmStatus], lane_id: str, language: Language, now: float
) -> Iterator[str]:
    held, lockdown = lane.held, lane.lockdown
    if held is not None:
        why = reason_in_words(language, held.reason)
        ever = held.until is None
        until = "held" if ever else f"until {language.moment(held.until or now, now)}"
        by = "the schedule" if held.mode == "schedule" else f"{held.actor}: {why}"
        yield f"{until} by {by}"
    if lockdown is not None:
        since, why = language.moment(lockdown.since, now), lockdown.reason
        yield f"locked down since {since} by {lockdown.actor}: {reason_in_words(language, why)}"
    if lane.fault is not None or lane.state == "fault":
        yield f"fault: {_cause(lane.fault or lane.cause, language)}"
    if lane.latch is not None:
        yield f"needs a reset: {_cause(lane.latch, language)}"
    if lane.waiting is not None and not lane.waiting.granted:
        yield "a vehicle waits"
    standing = [each.alarm.replace("_", " ") for each in alarms if each.lane == lane_id]
    if standing:
        yield f"alarm: {', '.join(standing)}"


def _cause(code: str | None, language: Language) -> str:
    return language.say(CAUSES.get(code or "", CAUSE_UNSAID))
