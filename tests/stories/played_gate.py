"""One played site and the real core in virtual time: no clock, no thread, no device.

Time jumps from one thing that happens to the next. Outputs are let go of after their time as a
driver would. At every moment the boom is watched: whatever a story does, it never lies on a
vehicle, and no relay moves it until a start has settled.
"""

from collections.abc import Callable

from gate.core.access.book import PermitBook
from gate.core.lane.state import LaneState
from gate.core.site import Site
from gate.core.values.commands import Answer, Energise, Json, Record, Release
from gate.core.values.events import DeadlinePassed, Event, InputsSampled, ReadArrived
from gate.core.values.model import Credential, Input, Instant, Medium, Output, Wiring
from gate.core.values.plates import canonical
from gate.core.values.settings import LaneSettings, SiteSettings
from simulator.world import Fault, Lane, Play, World
from tests.stories.people import EVERYBODY, WALL
from tests.stories.wirings import LANE, MOVING, fitted

Contacts = tuple[frozenset[Input], frozenset[Input]]


class PlayedGate:
    """A lane, its world, and everything the gate did so far.

    `settings` are those of `wirings.fitted`, or a wiring for the usual ones. `contacts` may be
    replaced by what reads the world's inputs otherwise: (active, unknown).
    """

    def __init__(self, settings: LaneSettings | Wiring, play: Play | None = None) -> None:
        settings = fitted(settings) if isinstance(settings, Wiring) else settings
        self.settings = SiteSettings((settings,), confirmations={"rfid": 2})
        self.book = PermitBook(EVERYBODY, version=1)
        self.world = World(self.settings.lanes, play)
        self.contacts: Callable[[], Contacts] = lambda: (self.world.inputs(LANE), frozenset())
        self.now = 0.0
        self.wall = WALL
        self.trusted = True
        self.journal: list[tuple[float, Record]] = []
        self.switched: list[tuple[float, Output, bool]] = []
        self.answers: dict[str, str | None] = {}
        self.memory: dict[str, Json] = {}
        self.power_up()

    def power_up(self, settings: LaneSettings | None = None) -> None:
        """The controller starts (again) on the world as it stands; power is back everywhere."""
        if settings is not None:
            self.settings = SiteSettings((settings,), self.settings.confirmations)
        self.crash()
        for fault in (Fault.BOARD_DEAD, Fault.DETECTOR_UNPLUGGED):
            self.strip.switch(fault, on=False)
        self.site: Site | None = Site(
            self.settings, self.book, f"s{len(self.journal)}", self.memory
        )
        self._started = self.now
        self._to(self.now)

    def crash(self) -> None:
        """The controller dies, and its outputs fall with it."""
        self.site = None
        self._on: dict[Output, float | None] = {}
        self._sampled: Contacts | None = None
        self._to(self.now)

    def power_cut(self) -> None:
        """All is dark: the controller, the barrier's board, the loop detector."""
        self.crash()
        for fault in (Fault.BOARD_DEAD, Fault.DETECTOR_UNPLUGGED):
            self.strip.switch(fault, on=True)

    @property
    def strip(self) -> Lane:
        """The lane of the world."""
        return self.world.lanes[LANE]

    @property
    def lane(self) -> LaneState:
        """The lane of the core."""
        assert self.site is not None, "the controller is not running"
        return self.site.lanes[LANE].state

    @property
    def on(self) -> frozenset[Output]:
        """The outputs that are on."""
        return frozenset(self._on)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self._to(self._next(end))

    def wait(self, condition: Callable[[], bool], within: float = 60.0, what: str = "that") -> None:
        """Let time pass until it is so."""
        end = self.now + within
        while not condition() and self.now < end:
            self._to(self._next(end))
        assert condition(), f"not {what} within {within} s: {self.kinds}, {self.state}"

    def _next(self, end: float) -> float:
        """When something happens next, at the end at the latest."""
        moments = (
            self.world.next_change(self.now),
            None if self.site is None else self.site.deadline,
            *self._on.values(),
        )
        ahead = [moment for moment in moments if moment is not None and moment > self.now]
        return min([*ahead, end])

    def _to(self, moment: float) -> None:
        """Live until then, and on until nothing more follows at that moment."""
        self.now = moment
        seen = self.world.step(moment, {LANE: self.on})
        while True:
            for sighting in seen:
                value = sighting.text
                if sighting.medium is Medium.PLATE:
                    value = canonical(value)
                reader = "rfid" if sighting.medium is Medium.TAG else "kamera"
                read = Credential(sighting.medium, value)
                self._handle(ReadArrived(LANE, reader, read, sighting.confidence))
            self._scan()
            assert not self.strip.touching, f"the boom lies on a vehicle at {moment}"
            if self.strip.outputs == self.on:
                return
            seen = self.world.step(moment, {LANE: self.on})

    def _scan(self) -> None:
        """What driver and controller do: let go what is over, sample, keep deadlines."""
        for output, ends in list(self._on.items()):
            if ends is not None and self.now >= ends:
                self._switch(output, ends=None, on=False)
        if self.site is None:
            return
        contacts = self.contacts()
        if contacts != self._sampled:
            self._sampled = contacts
            self._handle(InputsSampled(LANE, *contacts))
        if self.site.deadline is not None and self.now >= self.site.deadline:
            self._handle(DeadlinePassed())

    def _handle(self, event: Event) -> None:
        if self.site is None:
            return
        now = Instant(self.now, self.wall + self.now, trusted=self.trusted)
        for command in self.site.handle(event, now):
            match command:
                case Energise(_, output, at_most):
                    self._switch(output, None if at_most is None else self.now + at_most, on=True)
                case Release(_, output):
                    self._switch(output, ends=None, on=False)
                case Record():
                    self.journal.append((self.now, command))
                    self.memory |= command.remember
                case Answer(order, refusal):
                    self.answers[order] = refusal

    def _switch(self, output: Output, ends: float | None, *, on: bool) -> None:
        self.switched.append((self.now, output, on))
        if not on:
            self._on.pop(output, None)
            return
        self._on[output] = ends
        settle = self.settings.lanes[0].timing.settle
        calm = self.now >= self._started + settle or output not in MOVING
        assert calm, f"{output} came on {self.now - self._started} s after the start"
        assert not {Output.UP, Output.DOWN} <= self.on, "both contactors are on"
