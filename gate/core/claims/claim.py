"""One vehicle's wish to pass, as a value: what it showed, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gate.core.access.access import Decision, Sighting
from gate.core.claims.voting import Poll
from gate.core.values.model import Credential, Medium
from gate.core.values.refusal import Refusal


class Stage(StrEnum):
    """How far a claim has come. The last two only swallow reads that trail behind."""

    WAITING = "waiting"  # decided again whenever something changed
    DISMISSED = "dismissed"  # turned away by the guard
    CREDITED = "credited"  # has earned its one credit
    UNDER_WAY = "under_way"  # and has left the arming loop
    PASSED = "passed"  # its credit was used by a passage
    ENDED = "ended"  # gone, or its credit was taken back


@dataclass(frozen=True, slots=True)
class Claim:
    """One vehicle's wish to pass. All times are monotonic.

    `sightings` are the newest word of each kind of credential, `seen` says of every credential
    that was taken for this vehicle's when it was read last, readings replaced since included.
    `since` is its first read, `staged` when it came to its stage. `at_loop`: it stands on the
    arming loop, as far as can be told. `withheld` is why the barrier took no credit for a grant,
    `announced` the outcome last journalled, `poll` the votes for the plates that were read.
    """

    id: str
    sightings: tuple[Sighting, ...]
    seen: Mapping[Credential, float]
    since: float
    staged: float
    stage: Stage = Stage.WAITING
    at_loop: bool = False
    decision: Decision | None = None
    withheld: Refusal | None = None
    announced: tuple[str, ...] | None = None
    poll: Poll = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.stage in {Stage.PASSED, Stage.ENDED}

    @property
    def credited(self) -> bool:
        """Whether it has a credit that was not used yet."""
        return self.stage in {Stage.CREDITED, Stage.UNDER_WAY}

    @property
    def last(self) -> float:
        """When it was last read."""
        return max(self.seen.values())

    def of(self, medium: Medium) -> Sighting | None:
        """What was seen of this kind."""
        return next((s for s in self.sightings if s.credential.medium is medium), None)
