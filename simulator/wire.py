"""The wire between the played site and the controller's pins: a Unix socket, both ends of it.

Each line is a JSON object of BCM pin → high, the whole truth of that end at the moment: the site
tells the levels of the input pins, the controller those of its output pins. A controller that dies
takes its levels with it, as a Pi does under `strict_gpiod`. A site that dies leaves the contacts as
a cut cable does: open.
"""

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPin

from gate.config.gate_toml import PinInput
from gate.errors import DeviceError

Levels = Mapping[int, bool]

RETRY = 0.2
"""Seconds between two attempts of the controller to reach the site."""

PATIENCE = 20.0
"""Seconds the controller waits for the site when it starts."""


def level(wired: PinInput, *, active: bool) -> bool:
    """Whether the pin of a contact is high: it switches to ground unless `pull` is "down"."""
    closed = active is not wired.normally_closed
    return closed is (wired.pull == "down")


class SiteEnd:
    """Where controllers plug in. `changed` is called whenever `high` did."""

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = path
        self._changed = changed
        self._shown: Levels = {}
        self._told: dict[asyncio.StreamWriter, frozenset[int]] = {}

    @property
    def connected(self) -> bool:
        """Whether a controller is there."""
        return bool(self._told)

    @property
    def high(self) -> frozenset[int]:
        """The output pins that are driven high."""
        return frozenset().union(*self._told.values())

    def show(self, levels: Levels) -> None:
        """Set the levels of the input pins."""
        if levels == self._shown:
            return
        self._shown = dict(levels)
        for writer in self._told:
            writer.write(_line(self._shown))

    async def run(self) -> None:
        """Serve until cancelled."""
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, self._path)
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for writer in self._told:
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._told[writer] = frozenset()
        writer.write(_line(self._shown))
        try:
            while (levels := await _read(reader)) is not None:
                self._told[writer] = frozenset(pin for pin, high in levels.items() if high)
                self._changed()
        finally:
            del self._told[writer]
            writer.close()
            self._changed()


class WiredPin(MockPin):  # type: ignore[misc] # gpiozero has no types
    """A mock pin that tells when its level changes."""

    def _change_state(self, value: bool) -> bool:  # noqa: FBT001 - the library's own signature
        changed = bool(super()._change_state(value))
        if changed:
            self.factory.changed()
        return changed


class WiredFactory(MockFactory):  # type: ignore[misc] # gpiozero has no types
    """Mock pins whose far end is the played site."""

    def __init__(self) -> None:
        super().__init__(pin_class=WiredPin)
        self.changed: Callable[[], None] = lambda: None

    def drive(self, pin: int, *, high: bool) -> None:
        """Set the level of an input pin from outside."""
        wired = self.pin(pin)
        if high:
            wired.drive_high()
        else:
            wired.drive_low()

    def level(self, pin: int) -> bool:
        """Whether an output pin is driven high; one that is not claimed is not driven."""
        wired = self.pin(pin)
        return wired.function == "output" and bool(wired.state)


class ControllerEnd:
    """Couples the pins of one controller to the site: its `inputs` follow, its `outputs` tell.

    `patience` is how many seconds it waits for the site when it starts.
    """

    def __init__(
        self,
        path: Path,
        factory: WiredFactory,
        inputs: Mapping[int, PinInput],
        outputs: Iterable[int],
        patience: float = PATIENCE,
    ) -> None:
        self._path = path
        self._factory = factory
        self._inputs = inputs
        self._outputs = tuple(outputs)
        self._patience = patience

    @contextlib.asynccontextmanager
    async def coupled(self) -> AsyncIterator[None]:
        """Couple for as long as the context lasts; on entry the inputs are as at the site.

        DeviceError when there is no site.
        """
        first = asyncio.Event()
        coupling = asyncio.create_task(self._couple(first), name="wire")
        try:
            try:
                async with asyncio.timeout(self._patience):
                    await first.wait()
            except TimeoutError:
                raise DeviceError(
                    f"{self._path}: no played site answers; start `python -m simulator` first"
                ) from None
            yield
        finally:
            coupling.cancel()
            await asyncio.wait([coupling])

    async def _couple(self, first: asyncio.Event) -> None:
        """Connect again and again; between two connections the cable is cut."""
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_unix_connection(self._path)
                try:
                    await self._talk(reader, writer, first)
                finally:
                    self._factory.changed = lambda: None
                    writer.close()
                    self._cut()
            await asyncio.sleep(RETRY)

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: asyncio.Event
    ) -> None:
        own = writer.get_extra_info("socket")
        telling = threading.Lock()

        def tell() -> None:
            """Copper needs no loop: drivers switch from a thread of theirs also while it hangs."""
            with telling, contextlib.suppress(OSError):
                levels = {pin: self._factory.level(pin) for pin in self._outputs}
                os.write(own.fileno(), _line(levels))

        self._factory.changed = tell
        tell()
        while (levels := await _read(reader)) is not None:
            for pin in self._inputs.keys() & levels.keys():
                self._factory.drive(pin, high=levels[pin])
            first.set()

    def _cut(self) -> None:
        for pin, wired in self._inputs.items():
            self._factory.drive(pin, high=level(wired, active=wired.normally_closed))


def _line(levels: Levels) -> bytes:
    return json.dumps(levels).encode("ascii") + b"\n"


async def _read(reader: asyncio.StreamReader) -> dict[int, bool] | None:
    """Return what the other end tells next, None when it is gone or talks nonsense."""
    try:
        line = await reader.readline()
        return {int(pin): high is True for pin, high in json.loads(line).items()}
    except (ConnectionError, ValueError, AttributeError):  # an empty line, the end, is no JSON
        return None
