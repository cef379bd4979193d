"""A journal row as people read it: who, which way, and why, in colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.model import Direction
from gate.core.values.plates import display
from gate.registry.listing import Named
from gate.store.journal import StoredRow
from gate.web.board.alarm import title as alarm_title
from gate.web.board.alarm import wording_of
from gate.web.board.moment import Site, person
from gate.words.alarms import AT_ONCE
from gate.words.kinds import EXPORTS, KINDS, MODES, OTHER, PLAN_OVER
from gate.words.language import Language
from gate.words.objections import OBJECTIONS, known
from gate.words.orders import ORDERS, reason_in_words
from gate.words.refusals import because
from gate.words.sensors import SENSORS
from gate.words.states import CAUSES

KEY: Final = "key"  # the actor of an order that was given with the key at the boom


@dataclass(frozen=True, slots=True)
class Names:
    """Who is behind the numbers of the journal: vehicles by id, people by actor."""

    vehicles: Mapping[int, Named]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One row. `badge` is its result in one or two words, `why` stands in the tone's colour."""

    key: str
    wall: float
    when: str
    iso: str
    tone: str
    icon: str
    title: str
    badge: str
    plate: str = ""
    direction: str | None = None
    who: str = ""
    why: str = ""


def event(row: StoredRow, site: Site, names: Names, language: Language, now: float) -> Event:
    """Word a row, at `now` (POSIX seconds); an erased payload leaves kind, time and lane."""
    wording = KINDS.get(row.kind, OTHER)
    lane = site.lane(row.lane)
    title = language.say(wording.title)
    plain = Event(
        key=f"{row.epoch}.{row.seq}",
        wall=row.wall_us / 1e6,
        when=language.moment(row.wall_us / 1e6, now),
        iso=datetime.fromtimestamp(row.wall_us / 1e6, UTC).isoformat(timespec="seconds"),
        tone=wording.tone,
        icon=wording.icon,
        title=title,
        badge=title,
        direction=None if lane is None else lane.direction,
    )
    facts = _Row(row, row.payload or {}, names, site, language)
    return _BY_PREFIX.get(row.kind.partition(".")[0], _as_it_is)(plain, facts)


@dataclass(frozen=True, slots=True)
class _Row:
    stored: StoredRow
    payload: Mapping[str, Json]
    names: Names
    site: Site
    language: Language

    def text(self, key: str) -> str:
        value = self.payload.get(key)
        return value if isinstance(value, str) else ""

    @property
    def actor(self) -> str:
        if self.stored.kind != "admin.login_failed":
            return person(self.names.people, self.stored.actor, self.language)
        tried = self.names.people.get(f"user:{self.payload.get('user')}")
        return tried or self.language.say("nama yang tidak dikenal")

    @property
    def vehicle(self) -> Named | None:
        number = self.payload.get("vehicle")
        return self.names.vehicles.get(number) if isinstance(number, int) else None

    @property
    def holder(self) -> str:
        vehicle = self.vehicle
        return "" if vehicle is None else ", ".join(part for part in vehicle[1:3] if part)

    def read(self, medium: str) -> str:
        """Return the first credential of a kind that was read, empty when none was."""
        reads = self.payload.get("reads")
        for read in reads if isinstance(reads, list) else ():
            if isinstance(read, dict) and read.get("medium") == medium:
                return str(read.get("value"))
        found, _, value = self.text("credential").partition(":")
        return value if found == medium else ""

    @property
    def tag(self) -> str:
        """The end of an unknown card's number: the only name it has."""
        tag = self.read("tag")
        return self.language.say("Tag …{tail}", tail=tag[-4:]) if tag else ""

    @property
    def plate(self) -> str:
        """The plate that was read, else the registered one; journals hold no names."""
        read = self.read("plate")
        if read:
            return display(read)
        registered = self.text("plate")
        if registered:
            return display(registered)
        return self.vehicle.plate if self.vehicle is not None else ""


def _as_it_is(plain: Event, _row: _Row) -> Event:
    return plain


def _vehicle(plain: Event, row: _Row) -> Event:
    return replace(plain, plate=row.plate, who=row.holder or row.tag)


def _passage(plain: Event, row: _Row) -> Event:
    """Show a vehicle that went through; which way it went may not be known."""
    known_way = "direction" in row.payload
    direction = row.text("direction") or None if known_way else plain.direction
    why = ", ".join([plain.title, *_mode(row)])
    return replace(_vehicle(plain, row), direction=direction, why=why)


def _boom(plain: Event, row: _Row) -> Event:
    """Show why the boom is in fault or latched, or which sensor turned it round."""
    texts = SENSORS if "sensor" in row.payload else CAUSES if plain.tone in {"bad", "hold"} else {}
    text = texts.get(row.text("sensor") or row.text("cause"))
    return plain if text is None else replace(plain, who=plain.title, why=row.language.say(text))


def _exit(plain: Event, _row: _Row) -> Event:
    """Show a vehicle that asked to leave, whichever way its lane leads."""
    return replace(plain, direction=Direction.OUT)


def _plan(plain: Event, row: _Row) -> Event:
    """Show what the lane's plan asks for from now on, and why."""
    over = [row.language.say(PLAN_OVER)] if not row.text("mode") else _mode(row)
    why = reason_in_words(row.language, row.text("reason"))
    return replace(plain, who=", ".join([plain.title, *over]), why=why)


def _mode(row: _Row) -> list[str]:
    """Say under which mode it happened, if under any."""
    text = MODES.get(row.text("mode"))
    return [] if text is None else [row.language.say(text)]


def _decision(plain: Event, row: _Row) -> Event:
    codes = row.payload.get("objections")
    objections = known(map(str, codes)) if isinstance(codes, list) else []
    shown = _vehicle(plain, row)
    if not objections:
        return shown
    wording = OBJECTIONS[objections[0]]
    badge = row.language.say(wording.badge)
    reason = row.text("blocked")
    why = (
        badge
        if objections[0] != "blocked" or not reason
        else f"{badge}: {reason_in_words(row.language, reason)}"
    )
    return replace(shown, tone=wording.tone, icon=wording.icon, badge=badge, why=why)


def _order(plain: Event, row: _Row) -> Event:
    action, refusal = row.text("action"), row.text("refusal")
    said = "" if row.stored.actor == KEY else row.text("reason")  # who has the key has no words
    reason = reason_in_words(row.language, said)
    plain = replace(plain, plate=row.plate)
    if refusal:
        why = because(row.language, refusal, action)
        return replace(plain, who=f"{plain.title}: {row.actor}", why=why)
    words = ORDERS.get(action)
    if words is None:
        return replace(plain, who=row.actor, why=reason)
    return replace(
        plain,
        tone=words.row.tone,
        icon=words.row.icon,
        badge=row.language.say(words.badge),
        who=row.language.say(words.row.title, name=row.actor),
        why=reason,
    )


def _alarm(plain: Event, row: _Row) -> Event:
    detail = row.payload.get("detail")
    known_detail = detail if isinstance(detail, dict) else {}
    title = alarm_title(row.text("alarm"), known_detail, row.site, row.stored.lane, row.language)
    level = wording_of(row.text("alarm"), known_detail, row.site).level
    tone = "warn" if row.stored.kind == "alarm.raised" and level < AT_ONCE else plain.tone
    return replace(plain, title=title, who=title, tone=tone)


def _admin(plain: Event, row: _Row) -> Event:
    after, before = row.payload.get("after"), row.payload.get("before")
    plate = next(
        (
            str(side["plate"])
            for side in (after, before)
            if isinstance(side, dict) and side.get("plate")
        ),
        "",
    )
    shown = display(plate) if plate else row.plate
    return replace(plain, plate=shown, who=row.actor)


def _taken(plain: Event, row: _Row) -> Event:
    """Show who took what out of the gate as a file, and how much of it."""
    what, rows, language = EXPORTS.get(row.text("what")), row.payload.get("rows"), row.language
    count = language.many("{n} baris", "{n} baris", rows) if isinstance(rows, int) and rows else ""
    named = "" if what is None else language.say(what)
    return replace(plain, who=row.actor, why=", ".join(filter(None, (named, count))))


_BY_PREFIX: Final[Mapping[str, Callable[[Event, _Row], Event]]] = {
    "decision": _decision,
    "passage": _passage,
    "exit": _exit,
    "boom": _boom,
    "plan": _plan,
    "order": _order,
    "alarm": _alarm,
    "admin": _admin,
    **dict.fromkeys(("export", "backup", "privacy"), _taken),
}
