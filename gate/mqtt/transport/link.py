"""The lasting wish to be connected: dials again for ever, ever more patiently."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from paho.mqtt.enums import MQTTProtocolVersion

from gate.config.gate_toml import MqttConfig
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import BrokerError, End, Message
from gate.mqtt.transport.notice import Notice
from gate.mqtt.transport.twin import Twin
from gate.mqtt.troubles import Troubles
from gate.ports import Clock

_logger = logging.getLogger(__name__)
_DICE = random.SystemRandom()

Session = Callable[[Connection], Awaitable[BrokerError]]


class Backoff:
    """How long to wait before dialling again: doubles, starts over after a connection that held."""

    def __init__(self, timing: Timing = TIMING) -> None:
        self._timing = timing
        self._pause = timing.first_pause

    def pause(self, lasted: float) -> float:
        """Return seconds to wait after a try that lasted so long; jittered downwards by half."""
        if lasted >= self._timing.held:
            self._pause = self._timing.first_pause
        pause = self._pause * _DICE.uniform(0.5, 1.0)
        self._pause = min(2 * self._pause, self._timing.longest_pause)
        return pause


@dataclass(frozen=True, slots=True)
class LinkState:
    """Whether we are connected, since when (POSIX seconds, None = never was), and why not."""

    connected: bool
    since: float | None
    reason: str | None = None


class Link:
    """Keeps a connection to the broker and runs a session on each.

    Speaks MQTT 5 and, while a broker seems too old for it, 3.1.1. Where another client uses our id,
    one of the two has to give way: whose connection was taken over too often leaves the broker to
    the other for a long while, and raises `mqtt_twin`. `blames_row` tells whether the last
    connection may have ended because of what we sent.
    """

    def __init__(
        self,
        config: MqttConfig,
        topics: Topics,
        clock: Clock,
        troubles: Troubles,
        timing: Timing = TIMING,
        *,
        blames_row: Callable[[], bool] = lambda: False,
    ) -> None:
        self._config = config
        self._timing = timing
        self._clock = clock
        self._troubles = troubles
        self._twin = Twin()
        self._farewell = Message(topics.availability, b"offline", retain=True)
        self._version = MQTTProtocolVersion.MQTTv5
        self._notice = Notice(_logger)
        self._blames_row = blames_row
        self.state = LinkState(connected=False, since=None)

    async def run(self, session: Session) -> None:
        """Connect, run the session until its connection ends, connect again, until cancelled."""
        backoff = Backoff(self._timing)
        time = asyncio.get_running_loop().time
        while True:
            began = time()
            cause = await self._once(session)
            lasted = time() - began
            pause = backoff.pause(lasted)
            if self._twin.suspected:
                pause = self._timing.twin_pause * _DICE.uniform(0.5, 1.0)
                self._give_way(cause, pause)
            await asyncio.sleep(pause)

    async def _once(self, session: Session) -> BrokerError:
        try:
            cause = await self._connect(session)
        except BrokerError as error:
            cause = error
        except Exception as error:  # nothing in reporting may stop the gate
            _logger.exception("a fault in reporting; starting it again")
            cause = BrokerError(str(error))
        finally:
            self._connected(yes=False)
        self.state = LinkState(connected=False, since=self.state.since, reason=str(cause))
        self._notice.bad(f"no connection to the broker, trying on: {cause}")
        self._choose_version(cause)
        return cause

    async def _connect(self, session: Session) -> BrokerError:
        """Run a session on a fresh connection and return the cause of its end."""
        async with contextlib.AsyncExitStack() as stack:
            witness = await self._call_witness(stack)
            connection = Connection(self._config, self._farewell, self._version, self._timing)
            await stack.enter_async_context(connection)
            self._connected(yes=True)
            cause = await self._watched(session, connection)
            self._connected(yes=False)
            self.state = replace(self.state, reason=str(cause))
            if self._blames_row():
                cause = BrokerError(str(cause))
            witnessed = witness is not None and await self._lives_on(witness)
        self._twin.ended(cause, witnessed=witnessed)
        return cause

    async def _call_witness(self, stack: contextlib.AsyncExitStack) -> Connection | None:
        """Open a second connection under another id, if ours keeps being cut."""
        if not self._twin.puzzling:
            return None
        # An id of its own each time: a twin has its witness, too.
        client_id = f"{self._config.client_id}-witness-{uuid4().hex[:8]}"
        witness = Connection(
            replace(self._config, client_id=client_id), None, self._version, self._timing
        )
        with contextlib.suppress(BrokerError):
            return await stack.enter_async_context(witness)
        return None

    async def _lives_on(self, witness: Connection) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._timing.witness_within):
                await witness.lost()
                return False
        return True

    async def _watched(self, session: Session, connection: Connection) -> BrokerError:
        """Run a session; one that has held proves that we are alone."""
        held = asyncio.get_running_loop().call_later(self._timing.held, self._alone)
        try:
            return await session(connection)
        finally:
            held.cancel()

    def _alone(self) -> None:
        self._twin.gone()
        self._troubles.cleared("mqtt_twin")

    def _give_way(self, cause: BrokerError, pause: float) -> None:
        reason = (
            f"{cause}; another client uses the id {self._config.client_id}: two machines with one"
            f" gate id? Leaving the broker to it for {pause / 60:.0f} min"
        )
        self.state = LinkState(connected=False, since=self.state.since, reason=reason)
        self._notice.bad(reason)
        self._troubles.raised("mqtt_twin", {})

    def _connected(self, *, yes: bool) -> None:
        if yes:
            name = self._version.name.removeprefix("MQTT")
            self._notice.good(f"connected to {self._config.host}:{self._config.port}, MQTT {name}")
        if yes != self.state.connected:
            self.state = LinkState(connected=yes, since=self._clock.now().wall)

    def _choose_version(self, cause: BrokerError) -> None:
        """Go back to MQTT 5 at the first chance: only it says when a broker refuses a message."""
        older = cause.end is End.TOO_NEW and self._version is MQTTProtocolVersion.MQTTv5
        self._version = MQTTProtocolVersion.MQTTv311 if older else MQTTProtocolVersion.MQTTv5
