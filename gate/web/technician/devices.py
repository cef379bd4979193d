"""What a technician sees of the gate at one moment: every contact, relay, reader and service.

What the controller has not said within the last seconds is unknown, never the last known value.
"""

from dataclasses import dataclass
from math import floor
from typing import Final

from gate.config.gate_toml import Config
from gate.config.lane import LaneConfig
from gate.core.barrier.commission import LOWERING
from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output
from gate.status.model import LaneStatus
from gate.web.access.places import ordering
from gate.web.board.alarm import Notice, alarms
from gate.web.board.boom import wording
from gate.web.board.moment import LaneName, Moment, Reader, Site, person
from gate.web.live.trials import TRACED, Trace, Trials
from gate.web.technician.services import Point, ReaderDevice, readers, services
from gate.words.language import message
from gate.words.refusals import SENT, refused
from gate.words.sensors import ANY_SENSOR, SENSORS
from gate.words.states import UNKNOWN as NO_STATE
from gate.words.states import Wording
from gate.words.wiring import ACTIVE, OCCUPIED, ON, OUTPUTS, SEEING, UNKNOWN, UNREADABLE

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


@dataclass(frozen=True, slots=True)
class LaneDevices:
    """One lane's card; `since` and `watched` are times of day, `tested` counts inputs."""

    id: str
    title: str
    state: Wording
    since: str
    inputs: list[Point]
    outputs: list[Point]
    travel: list[tuple[str, str]]
    tested: int
    watched: str
    trial: Trial | None


@dataclass(frozen=True, slots=True)
class Devices:
    """Everything on the page that changes by itself."""

    lanes: list[LaneDevices]
    readers: list[ReaderDevice]
    services: list[Point]
    alarms: list[Notice]


def devices(config: Config, site: Site, moment: Moment, reader: Reader, trials: Trials) -> Devices:
    """Tell of everything there is, as the controller knows it now."""
    status = moment.status if moment.alive else None
    return Devices(
        lanes=[_Lane(config, site, moment, reader, lane, trials).shown() for lane in site.lanes],
        readers=readers(config.readers, site, moment, reader.language),
        services=services(moment, reader.language),
        alarms=[] if status is None else alarms(site, moment, status, reader.language),
    )


@dataclass(frozen=True, slots=True)
class _Lane:
    config: Config
    site: Site
    moment: Moment
    reader: Reader
    lane: LaneName
    trials: Trials

    @property
    def wired(self) -> LaneConfig:
        return self.config.lanes[self.lane.id]

    @property
    def status(self) -> LaneStatus | None:
        found = self.moment.status if self.moment.alive else None
        return None if found is None else found.lanes.get(self.lane.id)

    def shown(self) -> LaneDevices:
        status, language = self.status, self.reader.language
        return LaneDevices(
            id=self.lane.id,
            title=self.site.lane_name(self.lane, language),
            state=NO_STATE if status is None else wording(status),
            since="" if status is None else self._time(status.since),
            inputs=[self._input(each) for each in Input if each in self.wired.settings.inputs],
            outputs=[
                self._output(each)
                for each in Output
                if each in self.wired.settings.outputs - {Output.PERMIT}
            ],
            travel=[] if status is None else self._travel(status),
            tested=sum(
                self.trials.changed(self.lane.id, each) is not None
                for each in self.wired.settings.inputs
            ),
            watched=language.moment(self.trials.since, self.moment.now.wall),
            trial=result(self.trials, self.lane.id, self.moment, self.reader),
        )

    def _input(self, sensor: Input) -> Point:
        status, say = self.status, self.reader.language.say
        name, place = say(SENSORS[sensor]), f"{self._contact(sensor)} · {self._seen(sensor)}"
        if status is None or sensor not in status.inputs:
            return Point(name, say(UNKNOWN), "unknown", "help-circle", place)
        on = status.inputs[sensor]
        if on is None:
            return Point(name, say(UNREADABLE), "bad", "alert-triangle", place)
        words = OCCUPIED if sensor in SEEING else ACTIVE
        tone = ("info", "check") if on else ("off", "minus")
        changes = self.trials.trace(self.lane.id, sensor)
        trace = line(changes, on=on, now=self.moment.now.monotonic)
        return Point(name, say(words[on]), *tone, place, trace=trace)

    def _seen(self, sensor: Input) -> str:
        """Say whether a contact was seen to work."""
        language, changed = self.reader.language, self.trials.changed(self.lane.id, sensor)
        if changed is None:
            return language.say("belum diuji")
        time = language.moment(changed, self.moment.now.wall)
        return language.say("sudah diuji, berubah {time}", time=time)

    def _output(self, output: Output) -> Point:
        status, say = self.status, self.reader.language.say
        name, place, test = say(OUTPUTS[output]), self._relay(output), self._test(output)
        place = f"{place} · {self._tried(output)}"
        if status is None or output not in status.outputs:
            return Point(name, say(UNKNOWN), "unknown", "help-circle", place, test)
        on = status.outputs[output]
        tone = ("info", "check") if on else ("off", "minus")
        return Point(name, say(ON[on]), *tone, place, test)

    def _tried(self, output: Output) -> str:
        """Say who tried an output last."""
        language, tried = self.reader.language, self.trials.tried(self.lane.id, output)
        if tried is None:
            return language.say("belum diuji")
        return language.say(
            "diuji {name}, {time}",
            name=person(self.moment.people, tried.actor, language),
            time=language.moment(tried.wall, self.moment.now.wall),
        )

    def _test(self, output: Output) -> str | None:
        """Return where to try an output; None where that is never done."""
        raised = self.status is None or self.status.state != State.CLOSED
        never = output in LOWERING or (output is Output.STEP and raised)
        allowed = self.reader.role in ordering(Action.TEST_OUTPUT) and not never
        return f"/technician/{self.lane.id}/{output}" if allowed else None

    def _contact(self, sensor: Input) -> str:
        if sensor in self.wired.inputs:
            pin = self.wired.inputs[sensor]
            place, closed = f"GPIO {pin.pin}", pin.normally_closed
        else:
            contact = self.wired.board_inputs[sensor]
            place, closed = contact.place, contact.normally_closed
        return f"{place} · {'NC' if closed else 'NO'}"

    def _relay(self, output: Output) -> str:
        pin = self.wired.outputs.get(output)
        return self.wired.board_outputs[output].place if pin is None else f"GPIO {pin}"

    def _travel(self, status: LaneStatus) -> list[tuple[str, str]]:
        language, travel = self.reader.language, status.travel
        return [
            (name, language.say("{seconds} detik", seconds=language.number(round(took, 2))))
            for name, took in (
                (language.say("Waktu naik"), travel.open),
                (language.say("Waktu turun"), travel.close),
            )
        ]

    def _time(self, monotonic: float) -> str:
        now = self.moment.now
        wall = now.wall - (now.monotonic - monotonic)
        return self.reader.language.moment(wall, now.wall)
