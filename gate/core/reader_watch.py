"""The readers of all lanes and their habits: an alarm when one is silent for too long."""

from collections.abc import Mapping
from dataclasses import replace

from gate.core.access.book import PermitBook
from gate.core.lane.state import LaneState
from gate.core.reader_silence import Habit, remembered, to_remember
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Command, Json, Record
from gate.core.values.events import Event, ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Instant
from gate.core.values.schedule import Calendar


def habit_key(reader: str) -> str:
    """Where a reader's habit stands in the controller state."""
    return f"reader.{reader}"


class ReaderWatch:
    """Looks after all readers that were ever there. `kept` is what the last run left."""

    def __init__(self, lanes: Mapping[str, LaneState], kept: Mapping[str, Json]) -> None:
        self._lanes = lanes
        self._kept = kept
        self._habits: dict[str, Habit] = {}
        self._lane_of: dict[str, str] = {}
        self._occupied: dict[str, bool] = {}
        self._deadline: float | None = None

    @property
    def deadline(self) -> float | None:
        """When to look again even if nothing happens."""
        return self._deadline

    def look(self, event: Event, book: PermitBook, now: Instant) -> list[Record]:
        """Take an event after its lane has; return what is to be told of the readers."""
        calendar = book.timetable.calendar
        concerned = self._take(event, calendar, now)
        due = self._deadline is not None and now.monotonic >= self._deadline
        if due:
            concerned = list(self._habits)
        if not concerned:
            return []
        for reader in concerned:
            self._habits[reader].advance(now, calendar)
        rows = [row for reader in concerned for row in self._judge(reader, now)]
        moments = (habit.due(calendar) for habit in self._habits.values())
        self._deadline = min((each for each in moments if each is not None), default=None)
        return rows

    def keep(self, commands: list[Command]) -> list[Command]:
        """Let one of the rows carry what was learned since the last one did."""
        learned = {name: habit for name, habit in self._habits.items() if habit.learned}
        if not learned:
            return commands
        for place, command in enumerate(commands):
            if isinstance(command, Record):
                news = {habit_key(name): to_remember(habit) for name, habit in learned.items()}
                commands[place] = replace(command, remember={**command.remember, **news})
                for habit in learned.values():
                    habit.learned = False
                break
        return commands

    def _take(self, event: Event, calendar: Calendar, now: Instant) -> list[str]:
        """Return the readers that an event may have silenced or woken."""
        match event:
            case ReaderFound() if event.lane in self._lanes:
                habit = self._habits.get(event.reader)
                if habit is None:
                    habit = remembered(self._kept.get(habit_key(event.reader)))
                    self._habits[event.reader] = habit
                self._lane_of[event.reader] = event.lane
                habit.begin(now)
            case ReaderLost() if event.reader in self._habits:
                self._habits[event.reader].end()
            case ReadArrived() if event.reader in self._habits:
                habit = self._habits[event.reader]
                was_told = habit.told
                habit.read(now, calendar)
                return [event.reader] if was_told else []
            case _:
                return self._arrived()
        return [event.reader]

    def _arrived(self) -> list[str]:
        """Count vehicles that came onto an arming loop; return the readers of their lanes."""
        concerned = []
        for lane, state in self._lanes.items():
            occupied = bool(state.on_loop)
            came = occupied and not self._occupied.get(lane, True)
            self._occupied[lane] = occupied
            if came:
                here = [reader for reader, its in self._lane_of.items() if its == lane]
                for reader in here:
                    self._habits[reader].arrivals += 1
                concerned += here
        return concerned

    def _judge(self, reader: str, now: Instant) -> list[Record]:
        habit, state = self._habits[reader], self._lanes[self._lane_of[reader]]
        if habit.silent(looped=state.on_loop is not None):
            if habit.told:
                return []
            habit.told = True
            detail: dict[str, Json] = {"reader": reader, "since": habit.last}
            return [state.alarms.raised(AlarmCode.READER_SILENT, now.wall, detail, part=reader)]
        habit.told = False
        over = state.alarms.cleared(AlarmCode.READER_SILENT, now.wall, part=reader)
        return [] if over is None else [over]
