"""The bare orders of Home Assistant's cover: its own switch in the configuration, off by default.

They carry neither id nor time. What keeps an old one from opening: the session is clean, so nothing
queues, and one that is retained or repeated does nothing. A stop may well be repeated.
"""

import asyncio
from uuid import uuid4

from gate.core.values.events import Action, OrderGiven
from gate.core.values.orders import CATALOGUE
from gate.mqtt.about import About
from gate.mqtt.orders.intake import Give
from gate.mqtt.orders.rate_limit import Room
from gate.mqtt.orders.refusals import Refusal, Refusals
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Heard
from gate.ports import Clock

ORDERS = {action.upper().encode(): action for action, order in CATALOGUE.items() if order.cover}
"""By what Home Assistant sends for them."""

ACTOR, REASON = "mqtt:home-assistant", "Home Assistant"


class Covers:
    """Takes these orders for the lanes of a gate."""

    def __init__(self, about: About, clock: Clock, refusals: Refusals, give: Give) -> None:
        self._about = about
        self._clock = clock
        self._refusals = refusals
        self._room = Room()
        self._give = give

    async def run(self, connection: Connection) -> None:
        """Listen on this connection until cancelled."""
        await connection.listen(Topics(self._about.gate_id).cover("+"), self.hear)
        await asyncio.Event().wait()

    def hear(self, heard: Heard) -> None:
        """Take one; why not is said in the journal alone, for nobody waits for an answer."""
        lane = heard.topic.split("/")[3]
        action = ORDERS.get(heard.payload)
        cause = self._refused(heard, action)
        if action is None or cause is not None:
            known = lane if lane in self._about.lanes else None
            self._refusals.add(Refusal(cause or "malformed", ACTOR, known, None, action))
            return
        issued = self._clock.now().monotonic
        self._give(OrderGiven(f"cover/{uuid4().hex}", lane, action, ACTOR, REASON, issued))

    def _refused(self, heard: Heard, action: Action | None) -> str | None:
        if heard.retained:
            return "retained"
        if action is not None and CATALOGUE[action].harmless:
            return None
        if heard.repeated:
            return "duplicate"
        if action is None:
            return "malformed"
        return None if self._room.take(self._clock.now()) else "busy"
