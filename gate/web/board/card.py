"""One lane's card: badge, picture, panel, buttons, and what became of the last order."""

from dataclasses import dataclass, replace
from typing import Final

from gate.core.values.model import Category
from gate.status.model import LaneStatus
from gate.web.board import boom
from gate.web.board.acts import Act, foot
from gate.web.board.drawing import Boom, Drawing, draw, nothing_known
from gate.web.board.moment import LaneName, Moment, Reader, Site
from gate.web.board.panel import Panel, panel, silent
from gate.words.language import Language
from gate.words.orders import ORDERS
from gate.words.refusals import SENT, refused
from gate.words.states import STATES, TROUBLE, UNKNOWN, WATCHED_LATCHED, Wording


@dataclass(frozen=True, slots=True)
class Headcount:
    """The line, and what is said of it in small text (may be empty)."""

    text: str
    detail: str


def headcount(moment: Moment, language: Language) -> Headcount | None:
    """Tell how full the site is; None where nobody is counted, or nothing is known."""
    status = moment.status
    if status is None or not moment.alive or status.occupancy is None:
        return None
    known = status.occupancy
    inside, capacity = language.number(known.inside), known.capacity
    if capacity is None:
        text = language.say("Di dalam {n}", n=inside)
    else:
        text = language.say("Di dalam {n} dari {all}", n=inside, all=language.number(capacity))
    guests = known.by_category.get(Category.VISITOR, 0)
    details = [language.say("tamu {n}", n=language.number(guests))] if guests else []
    if known.certainty == "unsure":
        details.append(language.say("perkiraan"))
    return Headcount(text, ", ".join(details))


OUTCOME_SHOWN: Final = 8.0
"""Seconds an order's outcome stays to be read."""


URGENT: Final = TROUBLE - {"held"}
"""States that somebody has to do something about."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the last order; no text = nothing to tell."""

    tone: str = "off"
    icon: str = "check"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One lane as shown. `rank` is its urgency: 2 trouble, 1 somebody waits, 0 idle."""

    lane: str
    id: str
    name: str
    entry: bool
    badge: str
    tone: str
    icon: str
    stale: bool
    rank: int
    drawing: Drawing
    panel: Panel
    foot: list[Act]
    outcome: Outcome


def card(site: Site, moment: Moment, reader: Reader, name: LaneName) -> Card:
    """Show a lane as the controller tells it; as unknown while it does not."""
    lane = moment.status.lanes.get(name.id) if moment.status is not None else None
    if lane is None or not moment.alive:
        return _unknown(site, moment, reader, name, lane)
    language, wording = reader.language, boom.wording(lane)
    drawing = draw(lane, moment.now.monotonic, language)
    shown = panel(site, moment, reader, name.id, lane)
    plate = shown.person.plate if shown.person is not None else ""
    return Card(
        lane=name.id,
        id=f"lane-{name.id}",
        name=site.lane_name(name, language),
        entry=name.direction == "in",
        badge=_badge(wording, drawing, language),
        tone=wording.tone,
        icon=wording.icon,
        stale=False,
        rank=2 if lane.state in URGENT else int(shown.waiting),
        drawing=replace(drawing, plate=plate),
        panel=shown,
        foot=foot(name.id, lane, reader),
        outcome=_outcome(moment, name.id, lane, language),
    )


def _badge(wording: Wording, drawing: Drawing, language: Language) -> str:
    badge = language.say(wording.badge)
    if drawing.boom is not Boom.ASSUMED or wording is WATCHED_LATCHED:  # tells of no position
        return badge
    return language.say("{badge} (perkiraan)", badge=badge)


def _unknown(
    site: Site, moment: Moment, reader: Reader, name: LaneName, lane: LaneStatus | None
) -> Card:
    language = reader.language
    last = None
    if lane is not None and moment.status is not None:
        badge = language.say(STATES.get(lane.state, UNKNOWN).badge)
        last = language.say(
            "Terakhir diketahui: {state}, {time}. Lihat langsung ke palang.",
            state=badge[:1].lower() + badge[1:],
            time=language.moment(moment.status.wall, moment.now.wall),
        )
    return Card(
        lane=name.id,
        id=f"lane-{name.id}",
        name=site.lane_name(name, language),
        entry=name.direction == "in",
        badge=language.say(UNKNOWN.badge),
        tone=UNKNOWN.tone,
        icon=UNKNOWN.icon,
        stale=True,
        rank=2,
        drawing=nothing_known(name.direction, language),
        panel=silent(language, last or language.say("Lihat langsung ke palang.")),
        foot=foot(name.id, None, reader),
        outcome=Outcome(),
    )


def _outcome(moment: Moment, lane_id: str, lane: LaneStatus, language: Language) -> Outcome:
    """Tell what the controller reports; until then, that the order is on its way."""
    last, sent = lane.last_order, moment.sent.get(lane_id)
    reported = last is not None and (sent is None or last.id == sent.id or last.at > sent.at)
    if last is not None and reported:
        if moment.now.monotonic - last.at > OUTCOME_SHOWN:
            return Outcome()
        if last.refusal is not None:
            return Outcome("bad", "alert-triangle", refused(language, last.refusal, last.action))
        if last.outcome == "done":
            words = ORDERS.get(last.action)
            return Outcome("ok", "check", language.say(SENT if words is None else words.done))
        return Outcome("info", "arrow-up", language.say(SENT))
    if sent is None or moment.now.monotonic - sent.at > OUTCOME_SHOWN:
        return Outcome()
    return Outcome("info", "arrow-up", language.say(SENT))
