"""Alarms as strips: what happened, where, when, and what to do about it with this lane's wiring."""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Input, Medium
from gate.core.values.plates import display
from gate.status.model import AlarmStatus, LaneStatus, Status
from gate.web.board.boom import comes_down_by_itself
from gate.web.board.moment import Moment, Site, person
from gate.words.alarms import (
    ALARMS,
    AT_ONCE,
    CAMERA_SILENT,
    INNER_STUCK,
    NOT_LEAVING_OPEN,
    OTHER,
    PASSED,
    READER_MUTE,
    READERS_LOST,
    UNNAMED,
    WAYS,
    Wording,
)
from gate.words.language import Language
from gate.words.sensors import ANY_SENSOR, SENSORS


@dataclass(frozen=True, slots=True)
class Notice:
    """One strip. `acknowledge` is the alarm's id while nobody has checked it."""

    key: str
    tone: str
    icon: str
    title: str
    parts: tuple[str, ...] = ()
    detail: str = ""
    urgent: bool = False
    acknowledge: str | None = None


def alarms(site: Site, moment: Moment, status: Status, language: Language) -> list[Notice]:
    """Return what stands, the worst that nobody has checked first."""

    def urgency(alarm: AlarmStatus) -> tuple[bool, int, float]:
        wording = wording_of(alarm.alarm, alarm.detail, site)
        return alarm.acknowledged is not None, -wording.level, -alarm.since

    return [
        _notice(site, moment, language, each, status.lanes.get(each.lane or ""))
        for each in sorted(status.alarms, key=urgency)
    ]


def wording_of(code: str, detail: Mapping[str, object], site: Site) -> Wording:
    """Choose the words for an alarm by what it is about; those of a newer one are general."""
    plain = ALARMS.get(code, OTHER)
    if code in {AlarmCode.READER_LOST, AlarmCode.READER_SILENT}:
        return _of_reader(code, detail, site.readers.get(str(detail.get("reader")), ""))
    if code == AlarmCode.ARMING_STUCK and detail.get("sensor") == Input.INNER_LOOP:
        return INNER_STUCK
    inputs = detail.get("inputs")
    if code == AlarmCode.NOT_MOVING and isinstance(inputs, list) and Input.OPEN_LIMIT in inputs:
        return NOT_LEAVING_OPEN
    return plain


def _of_reader(code: str, detail: Mapping[str, object], medium: str) -> Wording:
    """Choose the words for an alarm about a reader by what it reads."""
    if code == AlarmCode.READER_SILENT:
        return CAMERA_SILENT if medium == Medium.PLATE else ALARMS[code]
    if detail.get("reason") == "no_answer":
        return READER_MUTE
    return READERS_LOST.get(medium, ALARMS[code])


def title(
    code: str, detail: Mapping[str, object], site: Site, lane_id: str | None, language: Language
) -> str:
    """Say in one line what happened."""
    lane, plate = site.lane(lane_id), str(detail.get("plate") or "")
    text = wording_of(code, detail, site).title
    if not plate:
        text = UNNAMED.get(code, text)
    name = "" if lane is None else site.lane_name(lane, language)
    return language.say(
        text,
        lane=name[:1].lower() + name[1:],
        way=language.say(PASSED if lane is None else WAYS.get(lane.direction, PASSED)),
        plate=display(plate) if plate else "",
        sensor=language.say(SENSORS.get(str(detail.get("sensor")), ANY_SENSOR)),
        until=_time(detail.get("until"), language),
        since=_time(detail.get("since"), language),
    )


def _time(wall: object, language: Language) -> str:
    return language.short(wall) if isinstance(wall, int | float) else "?"


def _notice(
    site: Site, moment: Moment, language: Language, alarm: AlarmStatus, lane: LaneStatus | None
) -> Notice:
    wording = wording_of(alarm.alarm, alarm.detail, site)
    name, checked = site.lane(alarm.lane), alarm.acknowledged
    parts = [] if name is None else [site.lane_name(name, language)]
    parts.append(language.moment(alarm.since, moment.now.wall))
    if checked is not None:
        who = person(moment.people, checked, language)
        parts.append(language.say("Diperiksa {name}", name=who))
    elif alarm.over:
        parts.append(language.say("sudah berlalu"))
    return Notice(
        key=alarm.id,
        tone="bad" if wording.level == AT_ONCE else "warn",
        icon="bell",
        title=title(alarm.alarm, alarm.detail, site, alarm.lane, language),
        parts=tuple(parts),
        detail=""
        if checked
        else language.say(_todo(wording, lane), technician=site.technician(language)),
        urgent=checked is None,
        # what stands for the whole gate ends by itself, and no lane could take its order
        acknowledge=None if checked or alarm.lane is None else alarm.id,
    )


def _todo(wording: Wording, lane: LaneStatus | None) -> str:
    """Choose what to do by who may lower the boom meanwhile."""
    if lane is None or wording.watched is None or not comes_down_by_itself(lane):
        return wording.todo
    kept = wording.latches and lane.powers.hold
    return wording.todo if kept else wording.watched
