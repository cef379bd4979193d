"""What one lane remembers. The lane, its claims and its orders work on this; status reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gate.core.alarms import Alarms
from gate.core.barrier_state import Barrier
from gate.core.commands import Json
from gate.core.debounce import Inputs
from gate.core.events import OrderGiven
from gate.core.evidence import Evidence
from gate.core.model import Output
from gate.core.output_stage import OutputStage
from gate.core.settings import LaneSettings, UntrustedClock


@dataclass(frozen=True, slots=True)
class Travel:
    """Seconds the boom takes, as last measured between two limits."""

    up: float = 3.0
    down: float = 3.0


@dataclass(frozen=True, slots=True)
class LastOrder:
    """The newest order and what became of it. `at` is monotonic."""

    order: OrderGiven
    refusal: str | None
    at: float


@dataclass(slots=True)
class LaneState:
    """The memory of one lane.

    `undecided`: something changed that claims must be decided by. `lockdown` is the order that
    began it, `lockdown_since` POSIX seconds.
    """

    settings: LaneSettings
    evidence: Evidence
    alarms: Alarms
    barrier: Barrier
    inputs: Inputs
    untrusted_clock: UntrustedClock
    travel: Travel = field(default_factory=Travel)
    stage: OutputStage = field(default_factory=OutputStage)
    lamps: frozenset[Output] = frozenset()
    lockdown: OrderGiven | None = None
    lockdown_since: float = 0.0
    last_order: LastOrder | None = None
    seen_orders: tuple[str, ...] = ()
    undecided: bool = False

    @property
    def memory(self) -> dict[str, Json]:
        """What must survive a restart (design.md §5)."""
        return {
            "latch": self.barrier.latch,
            "fault": self.barrier.fault,
            "up": _halves(self.travel.up),
            "down": _halves(self.travel.down),
        }


def _halves(seconds: float) -> float:
    """Half seconds are exact enough, and do not change at every passage: no needless write."""
    return max(0.5, round(seconds * 2) / 2)


def remembered(memory: Mapping[str, Json]) -> tuple[Barrier, Travel]:
    """Begin again from what the last run left; odd values count as a latch, never as nothing."""
    latch, fault = memory.get("latch"), memory.get("fault")
    barrier = Barrier(
        latch=None if latch is None else str(latch), fault=None if fault is None else str(fault)
    )
    up, down = memory.get("up"), memory.get("down")
    if isinstance(up, float) and isinstance(down, float) and min(up, down) > 0:
        return barrier, Travel(up, down)
    return barrier, Travel()


REMEMBERED_ORDERS = 64
"""Order ids kept to tell a repeat from a new one."""


def memory_key(lane: str) -> str:
    """Where a lane's memory stands in the controller state."""
    return f"lane.{lane}"
