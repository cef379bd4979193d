"""Orders as a client of the broker writes them, and clocks and doors for who takes them."""

import json
from dataclasses import dataclass, field
from typing import Any

from gate.core.values.commands import Record
from gate.core.values.events import OrderGiven
from gate.core.values.model import Instant
from gate.mqtt.transport.messages import Heard
from tests.gate.mqtt.journal import GATE

WALL = 1_790_000_000.0


@dataclass
class HandClock:
    """Both clocks, moved by hand."""

    monotonic: float = 100.0
    wall: float = WALL
    trusted: bool = True

    def now(self) -> Instant:
        return Instant(self.monotonic, self.wall, trusted=self.trusted)

    def pass_by(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


@dataclass
class Door:
    """The controller's door and its journal."""

    refusal: str | None = None
    given: list[OrderGiven] = field(default_factory=list)
    rows: list[Record] = field(default_factory=list)

    def give(self, order: OrderGiven) -> str | None:
        self.given.append(order)
        return self.refusal

    @property
    def refused(self) -> list[tuple[Any, Any]]:
        """Cause and count of each row of a refusal."""
        assert {row.kind for row in self.rows} <= {"order.refused"}
        return [(row.payload["refusal"], row.payload["count"]) for row in self.rows]


def order(**changes: Any) -> dict[str, Any]:
    plain = {"id": "a1", "lane": "masuk", "action": "open", "reason": "Tamu", "issued_at": WALL}
    return {key: value for key, value in (plain | changes).items() if value is not ...}


def heard(payload: object, client: str = "pusat", **changes: Any) -> Heard:
    """A message on a client's topic of orders; bytes go as they are."""
    facts = {
        "topic": f"gate/{GATE}/command/{client}",
        "payload": payload if isinstance(payload, bytes) else json.dumps(payload).encode(),
        "retained": False,
        "repeated": False,
        "answer_to": None,
        "correlation": None,
    }
    return Heard(**(facts | changes))
