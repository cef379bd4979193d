"""An OSDP bus: libosdp asks the readers on it in turn, on a thread of its own.

libosdp 3.2 gives a reader that was lost, or never came, no second look for five minutes; so each is
switched off and on in its eyes every few seconds. Its traps: `hardware/protocols/README.md` §5. It
counts readers by their place in the list, not by their address.

And it measures time by the wall clock: when that is set back it waits for its old time to come
again, deaf and without a word. So it begins anew whenever the clock is set.
"""

import asyncio
import logging
import termios
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from gate.clock import monotonic, wall
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Medium
from gate.ports import ReaderEvent
from hardware.osdp import show as osdp_show
from hardware.osdp.card import card
from hardware.osdp.library import Event, Panel, described, libosdp
from hardware.osdp.line import OsdpLine
from hardware.serial.backoff import Backoff
from hardware.serial.port import Loss, loss_of

TICK = 0.01
"""Seconds between two turns of libosdp, which wants one every 50 ms."""

SOON, AGAIN = 0.2, 2.0
"""Seconds until a reader is looked for again: one that was just there, since libosdp gives a reader
up after two damaged answers; one that was not."""

JUMP = 0.5
"""Seconds by which the wall clock moves only when it is set."""

_log = logging.getLogger(__name__)


class OsdpLoss(StrEnum):
    """Why a reader is lost although its port is there."""

    OFFLINE = "offline"
    WRONG_KEY = "wrong_key"


@dataclass(slots=True)
class Member:
    """One reader on the bus. Without a key all goes in the clear."""

    lane: str
    reader: str
    address: int
    key: bytes | None
    medium: Medium = Medium.TAG
    deliver: Callable[[ReaderEvent], None] | None = None
    told: str | None = None
    frames: int = 0
    bad_frames: int = 0
    heard_at: float | None = None
    verdicts: deque[bool] = field(default_factory=lambda: deque(maxlen=2))
    look_at: float | None = None
    resting: bool = False

    def say(self, event: ReaderEvent) -> None:
        """Tell the controller, if it listens."""
        if self.deliver is not None:
            self.deliver(event)


class OsdpBus:
    """All readers on one port. Runs while at least one of them is listened to."""

    def __init__(
        self,
        port: str,
        baud: int,
        members: Sequence[Member],
        backoff: Backoff,
        again: float = AGAIN,
        clock: Callable[[], float] = wall,
    ) -> None:
        """`again`: see `AGAIN`. `clock` is the one that libosdp measures time by."""
        self.port = port
        self.members = members
        self._baud = baud
        self._backoff = backoff
        self._again = again
        self._clock = clock
        self._library = libosdp()
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()

    def join(self, member: Member, deliver: Callable[[ReaderEvent], None]) -> None:
        """Listen to a reader: `deliver` is called on the bus's thread."""
        member.told, member.deliver = None, deliver
        if self._thread is None:
            self._ending = threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=[self._ending], name=f"OSDP on {self.port}", daemon=True
            )
            self._thread.start()

    async def leave(self, member: Member) -> None:
        """Listen no more; with the last reader the port is given back."""
        member.deliver = None
        if self._thread is not None and all(each.deliver is None for each in self.members):
            thread, self._thread = self._thread, None
            self._ending.set()
            await asyncio.to_thread(thread.join)

    def _run(self, ending: threading.Event) -> None:
        while not ending.is_set():
            try:
                line = OsdpLine.open(self.port, self._baud)
            except (OSError, termios.error, ValueError) as error:
                self._lose_all(loss_of(error), error)
            else:
                with closing(line):
                    self._survive(line, ending)
            ending.wait(self._backoff.pause())

    def _survive(self, line: OsdpLine, ending: threading.Event) -> None:
        """Serve, and have every reader lost when that ends before its time, whatever the cause."""
        try:
            self._serve(line, ending)
        except Exception as error:  # noqa: BLE001 - readers must be heard again, whatever it was
            _log.exception("OSDP: %s: beginning anew", self.port)
            self._lose_all(Loss.FAILED, error)
        else:
            if line.error is not None:
                self._lose_all(Loss.UNPLUGGED, line.error)

    def _serve(self, line: OsdpLine, ending: threading.Event) -> None:
        """Ask the readers until the port is lost or the end has come."""
        panel: Panel = self._library.ControlPanel(
            [self._described(each, line) for each in self.members]
        )
        panel.set_event_callback(lambda index, event: self._heard(panel, line, index, event))
        for member in self.members:
            member.look_at, member.resting = None, False
        _log.info("OSDP: %s is open", self.port)
        offset = self._clock() - monotonic()
        while line.error is None and not ending.is_set():
            if abs(self._clock() - monotonic() - offset) > JUMP:
                _log.info("OSDP: %s: the clock was set; beginning anew", self.port)
                return
            panel.refresh()
            online = self._online(panel)
            for index, member in enumerate(self.members):
                if online >> index & 1:
                    self._tend(panel, index, member)
                else:
                    self._look_again(panel, line, index, member)
            ending.wait(TICK)

    def _described(self, member: Member, line: OsdpLine) -> dict[str, object]:
        flags = self._library.FLAG_ENABLE_NOTIFICATION
        if member.key is not None:
            flags |= self._library.FLAG_ENFORCE_SECURE  # or a wrong key would mean no secrecy
        return described(line, member.reader, member.address, flags, member.key)

    def _online(self, panel: Panel) -> int:
        """Return a bit for each reader that is there, and proved who it is if it has a key."""
        plain = sum(1 << index for index, each in enumerate(self.members) if each.key is None)
        return int(panel.status()) & (int(panel.sc_status()) | plain)

    def _tend(self, panel: Panel, index: int, member: Member) -> None:
        if member.told != "":
            self._backoff.reset()
            member.told, member.look_at = "", None
            member.say(ReaderFound(member.lane, member.reader))
        with suppress(IndexError):
            for command in osdp_show.commands(self._library, granted=member.verdicts.popleft()):
                panel.submit_command(index, command)

    def _look_again(self, panel: Panel, line: OsdpLine, index: int, member: Member) -> None:
        """Make libosdp look for a lost reader; it lets go of one only when it is not asking it."""
        member.verdicts.clear()
        if member.resting:
            if not panel.is_pd_enabled(index):
                line.answered.discard(member.address)
                member.resting, member.look_at = False, None
                panel.enable_pd(index)
        elif member.look_at is not None and monotonic() >= member.look_at:
            member.resting = True
            panel.disable_pd(index)

    def _heard(self, panel: Panel, line: OsdpLine, index: int, event: Event) -> int:
        """Take what libosdp has to say of a reader."""
        member, library = self.members[index], self._library
        kind = event["event"]
        if kind == library.EVENT_CARDREAD and self._online(panel) >> index & 1:
            self._read(member, event)
        is_state = kind == library.EVENT_NOTIFICATION and (
            event["type"] == library.EVENT_NOTIFICATION_PD_STATUS
        )
        if line.error is None and is_state and not event["arg0"] and not member.resting:
            member.look_at = monotonic() + (SOON if member.told == "" else self._again)
            answers = member.address in line.answered and member.told != ""
            self._lose(member, OsdpLoss.WRONG_KEY if answers else OsdpLoss.OFFLINE)
        return 0

    def _read(self, member: Member, event: Event) -> None:
        member.heard_at = monotonic()
        try:
            read = card(event, member.medium)
        except ValueError as error:
            member.bad_frames += 1
            _log.warning("reader %s: %s", member.reader, error)
            return
        member.frames += 1
        member.say(ReadArrived(member.lane, member.reader, read))

    def _lose_all(self, loss: Loss, error: Exception) -> None:
        """Log every new reason why there is no port; submit only that there is none."""
        for member in self.members:
            if member.told != loss:
                _log.warning("reader %s: %s: %s (%s)", member.reader, self.port, loss, error)
            if isinstance(member.told, Loss):
                member.told = loss
            else:
                self._lose(member, loss)

    def _lose(self, member: Member, loss: Loss | OsdpLoss) -> None:
        if member.told != loss:
            member.told = loss
            member.say(ReaderLost(member.lane, member.reader, loss))
