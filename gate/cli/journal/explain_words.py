"""Why a vehicle may pass or not, in plain English for a terminal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gate.cli.terminal.clock import shown
from gate.config.gate_toml import Config
from gate.core.access.access import Circumstances, Decision
from gate.core.lane.state import Lockdown
from gate.core.values.commands import Json
from gate.core.values.model import Objection, Permit
from gate.core.values.zones import Zone
from gate.registry.timetable.windows import spell
from gate.words.language import Language
from gate.words.objections import OBJECTIONS, known
from gate.words.orders import reason_in_words


@dataclass(frozen=True, slots=True)
class Case:
    """One decision at one lane, and what it rested on."""

    config: Config
    language: Language
    circumstances: Circumstances
    decision: Decision
    lockdown: Lockdown | None = None


def badges(codes: Iterable[str], language: Language) -> str:
    """Name objections by their badges; nothing where there is none."""
    return ", ".join(_badge(each, language) for each in known(codes))


def lines(case: Case) -> Iterator[str]:
    """Say how it is decided, every objection with its cause, and what else is known."""
    now = case.circumstances.now
    verdict = "may pass" if case.decision.granted else "is denied"
    yield f"{case.circumstances.lane}, {shown(now.wall, case.config)}: {verdict}"
    for objection in case.decision.objections:
        cause = _CAUSES.get(objection)
        told = "" if cause is None else f": {cause(case)}"
        yield f"  {_badge(objection, case.language)}{told}"
    if case.decision.permit is not None:
        yield f"  schedule: {_schedule(case)}"
        yield from (f"  {fact}" for fact in _presence(case, case.decision.permit))


def read_values(payload: Mapping[str, Json]) -> list[str]:
    """Return what was read, as the journal has it; nothing where the row is odd."""
    reads = payload.get("reads")
    found = reads if isinstance(reads, list) else []
    return [str(read["value"]) for read in found if isinstance(read, dict) and "value" in read]


def _badge(objection: Objection, language: Language) -> str:
    return language.say(OBJECTIONS[objection].badge).lower()


def _schedule(case: Case) -> str:
    schedule = case.decision.schedule
    if schedule is None:
        return "none, at any time"
    return f"{schedule.name}, {spell(schedule.windows) or 'never'}"


def _presence(case: Case, permit: Permit) -> Iterator[str]:
    """Say where it went last, and how often it has come in."""
    presence = case.circumstances.presence
    stay = None if presence is None else presence.stays.get(permit.vehicle)
    if stay is None:
        yield "last passage: none on record"
    else:
        at = "at an unknown time" if stay.at is None else shown(stay.at, case.config)
        where = "out" if stay.zone is None else f"into {stay.zone}"
        yield f"last passage: {where} by {stay.lane}, {at}"
    if permit.entries is not None:
        used = 0 if stay is None or stay.visit != permit.valid_from else stay.entries
        yield f"entries: {used} of {permit.entries} used"


def _blocked(case: Case) -> str:
    reason = None if case.decision.permit is None else case.decision.permit.blocked
    return reason_in_words(case.language, reason or "")


def _valid_from(case: Case) -> str:
    permit = case.decision.permit
    return f"only from {_shown(case, None if permit is None else permit.valid_from)}"


def _valid_until(case: Case) -> str:
    permit = case.decision.permit
    return f"only until {_shown(case, None if permit is None else permit.valid_until)}"


def _shown(case: Case, wall: float | None) -> str:
    return "an unknown day" if wall is None else shown(wall, case.config)


def _other_lanes(case: Case) -> str:
    lanes = None if case.decision.permit is None else case.decision.permit.lanes
    return f"only {', '.join(sorted(lanes or ()))}"


def _needed(case: Case) -> str:
    permit = case.decision.permit
    wanted = "" if permit is None else permit.identification
    return {"both": "it must show its tag and its plate"}.get(wanted, f"it must show its {wanted}")


def _lockdown(case: Case) -> str:
    return "" if case.lockdown is None else _by_whom(case, case.lockdown)


def _by_whom(case: Case, locked: Lockdown) -> str:
    why = reason_in_words(case.language, locked.reason)
    return f"since {shown(locked.since, case.config)} by {locked.actor}: {why}"


def _full(case: Case) -> str:
    presence = case.circumstances.presence
    zone = None if presence is None else presence.enters
    return "" if presence is None or zone is None else _room(presence.inside, zone)


def _room(inside: int, zone: Zone) -> str:
    limits = [] if zone.capacity is None else [f"{zone.capacity} fit in"]
    limits += [f"at most {most} {category}" for category, most in zone.shares.items()]
    return ", ".join([f"{inside} in {zone.id}", *limits])


_CAUSES: Final[Mapping[Objection, Callable[[Case], str]]] = {
    Objection.BLOCKED: _blocked,
    Objection.NOT_YET_VALID: _valid_from,
    Objection.EXPIRED: _valid_until,
    Objection.WRONG_LANE: _other_lanes,
    Objection.SECOND_FACTOR_MISSING: _needed,
    Objection.LOCKDOWN: _lockdown,
    Objection.FULL: _full,
    Objection.HOLIDAY: lambda case: case.decision.holiday or "",
    Objection.UNKNOWN: lambda _: "nobody on the list has it",
    Objection.LOST_CREDENTIAL: lambda _: "reported lost",
    Objection.CLOCK_UNTRUSTED: lambda _: "its validity cannot be checked",
    Objection.ALREADY_INSIDE: lambda _: "it has not left since it came in",
    Objection.NOT_INSIDE: lambda _: "it has not come in since it left",
    Objection.USED_UP: lambda _: "it has come in as often as it may",
    Objection.OUTSIDE_SCHEDULE: lambda _: "not at this time",
}
