"""The ports of the controller, driven by hand. They remember what happened to them."""

import asyncio

from gate.core.values.commands import Record
from gate.core.values.model import Input, Instant, Output
from gate.ports import ReaderEvent, ReaderHealth, Submit

WALL = 1_795_500_000.0  # 24 November 2026


class LoopClock:
    """`gate.ports.Clock` on the running loop's time."""

    def __init__(self) -> None:
        self.trusted = True

    def now(self) -> Instant:
        moment = asyncio.get_running_loop().time()
        return Instant(moment, WALL + moment, self.trusted)


class HandInputs:
    """`gate.ports.LaneInputs`: a test says what is active; `trouble` is raised when sampled."""

    def __init__(self, *active: Input) -> None:
        self.active = frozenset(active)
        self.unknown = frozenset[Input]()
        self.trouble: Exception | None = None
        self.samples = 0

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        self.samples += 1
        if self.trouble is not None:
            raise self.trouble
        return self.active, self.unknown


class NotedOutputs:
    """`gate.ports.Outputs`: what is on now, and every switching so far."""

    def __init__(self) -> None:
        self.on: set[Output] = set()
        self.history: list[tuple[str, Output | None, float | None]] = []
        self.beats = 0
        self.trouble: Exception | None = None

    def pulses(self, output: Output) -> int:
        """Return how often it went on so far."""
        return sum(entry[:2] == ("on", output) for entry in self.history)

    def energise(self, output: Output, at_most: float | None) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.on.add(output)
        self.history.append(("on", output, at_most))

    def release(self, output: Output) -> None:
        self.on.discard(output)
        self.history.append(("off", output, None))

    def release_all(self) -> None:
        self.on.clear()
        self.history.append(("all off", None, None))
        if self.trouble is not None:
            raise self.trouble

    def heartbeat(self) -> None:
        self.beats += 1


class HandReader:
    """`gate.ports.ReadSource`: delivers what a test says; `trouble` ends it like a bug would."""

    def __init__(self) -> None:
        self.health = ReaderHealth()
        self._said: asyncio.Queue[ReaderEvent | Exception] = asyncio.Queue()
        self.last_words: ReaderEvent | None = None

    def say(self, event: ReaderEvent | Exception) -> None:
        self._said.put_nowait(event)

    async def run(self, submit: Submit) -> None:
        try:
            while True:
                said = await self._said.get()
                if isinstance(said, Exception):
                    raise said
                submit(said)
        finally:
            if self.last_words is not None:
                submit(self.last_words)


class ListedJournal:
    """`gate.ports.Journal`: the rows in the order of their coming."""

    def __init__(self) -> None:
        self.rows: list[Record] = []

    @property
    def kinds(self) -> list[str]:
        return [row.kind for row in self.rows]

    def append(self, record: Record, now: Instant) -> str:
        assert isinstance(now, Instant)
        self.rows.append(record)
        return str(len(self.rows))
