"""Where orders from the broker are taken: checked, given to the controller, answered.

They enter by the same door as those of the socket, and what does not get that far does nothing but
a row in the journal.
"""

import asyncio
import json
from collections.abc import Callable

from gate.config.gate_toml import MqttConfig
from gate.config.toml_table import NAME
from gate.core.values.events import OrderGiven
from gate.core.values.orders import CATALOGUE, OrderError, complete
from gate.mqtt.about import About
from gate.mqtt.orders import form as order_form
from gate.mqtt.orders.form import OrderForm
from gate.mqtt.orders.rate_limit import Room
from gate.mqtt.orders.refusals import Refusal, Refusals
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Heard, Message
from gate.ports import Clock

OLDEST, FUTURE = 5.0, 1.0
"""Seconds an order may be old, or seem to come from the future."""

MOST_IDS = 4096
"""Ids we know again; older ones have long been too late. Some survive a restart with the lane."""

MOST_ANSWERS = 100
"""Answers that may wait for the broker; nobody waits for an older one."""

Give = Callable[[OrderGiven], str | None]


class _RefusedError(Exception):
    """An order is not given."""

    def __init__(self, cause: str, form: OrderForm | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.form = form


class Desk:
    """Takes orders while it is connected; `give` hands one to the controller and says why not."""

    def __init__(
        self, config: MqttConfig, about: About, clock: Clock, refusals: Refusals, give: Give
    ) -> None:
        self._allowed = config.orders
        self._about = about
        self._topics = Topics(about.gate_id)
        self._clock = clock
        self._refusals = refusals
        self._seen: dict[str, None] = {}
        self._room = Room()
        self._answers: asyncio.Queue[Message] = asyncio.Queue(MOST_ANSWERS)
        self._give = give

    async def run(self, connection: Connection) -> None:
        """Listen and answer on this connection until cancelled. Nothing queues while it is away."""
        while not self._answers.empty():
            self._answers.get_nowait()
        if self._allowed:
            await connection.listen(self._topics.command("+"), self.hear)
        while True:
            await connection.publish(await self._answers.get())

    def hear(self, heard: Heard) -> None:
        """Take an order `{id, lane, action, reason, issued_at}` of the client the topic names."""
        client = heard.topic.rpartition("/")[2]
        form: OrderForm | None = None
        try:
            form = self._accepted(client, heard)
            refusal = self._give(self._given(client, form))
        except _RefusedError as error:
            form, refusal = error.form, error.cause
            self._refuse(error, client)
        if client in self._allowed and form is not None:
            self._answer(client, heard, form, refusal)

    def _accepted(self, client: str, heard: Heard) -> OrderForm:
        """Return an order that may be given; the cheapest check comes first."""
        allowed = self._allowed.get(client)
        if allowed is None:
            raise _RefusedError("not_allowed")
        if heard.retained:
            raise _RefusedError("retained")
        try:
            form = order_form.read(heard.payload)
        except ValueError:
            raise _RefusedError("malformed") from None
        if form.action not in allowed:
            raise _RefusedError("not_allowed", form)
        cause = self._untimely(form) or self._repeated(client, form)
        if cause is not None:
            raise _RefusedError(cause, form)
        return form

    def _untimely(self, form: OrderForm) -> str | None:
        now = self._clock.now()
        if not now.trusted:
            return None if CATALOGUE[form.action].harmless else "clock_untrusted"
        return None if -FUTURE <= now.wall - form.issued_at <= OLDEST else "stale"

    def _repeated(self, client: str, form: OrderForm) -> str | None:
        """Know an order again; one that finds no room may come again.

        A harmless one needs no room.
        """
        if CATALOGUE[form.action].harmless:
            return None
        name = _name(client, form)
        if name in self._seen:
            return "duplicate"
        if not self._room.take(self._clock.now()):
            return "busy"
        self._seen[name] = None
        if len(self._seen) > MOST_IDS:
            del self._seen[next(iter(self._seen))]
        return None

    def _given(self, client: str, form: OrderForm) -> OrderGiven:
        now = self._clock.now()
        age = max(0.0, now.wall - form.issued_at) if now.trusted else 0.0
        bare = OrderGiven(
            id=_name(client, form),
            lane=form.lane,
            action=form.action,
            actor=f"mqtt:{client}",
            reason=form.reason,
            issued=now.monotonic - age,
        )
        try:
            return complete(bare, form.arguments)
        except OrderError as error:
            raise _RefusedError(error.refusal, form) from None

    def _refuse(self, error: _RefusedError, client: str) -> None:
        """A client without a good name is somebody who guesses: it is not repeated."""
        actor = f"mqtt:{client}" if NAME.fullmatch(client) else "mqtt"
        form = error.form
        if form is None:
            self._refusals.add(Refusal(error.cause, actor))
        else:
            lane = self._lane(form.lane)
            self._refusals.add(Refusal(error.cause, actor, lane, form.id, form.action))

    def _lane(self, name: str) -> str | None:
        return name if name in self._about.lanes else None

    def _answer(self, client: str, heard: Heard, form: OrderForm, refusal: str | None) -> None:
        """Answer where the client asks for it, if that is a place for answers to this client."""
        place = self._topics.response(client)
        wanted = heard.answer_to or place
        own = wanted == place or (wanted.startswith(f"{place}/") and not set(wanted) & set("+#"))
        fields = {"id": form.id, "accepted": refusal is None, "refusal": refusal}
        payload = json.dumps(fields, separators=(",", ":")).encode()
        if not self._answers.full():
            topic = wanted if own else place
            self._answers.put_nowait(Message(topic, payload, correlation=heard.correlation))


def _name(client: str, form: OrderForm) -> str:
    """Name an order among those of all clients."""
    return f"{client}/{form.id}"
