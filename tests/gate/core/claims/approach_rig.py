"""An approach on a table: evidence with a clock, a loop and a book beside it."""

from dataclasses import replace
from itertools import count

from gate.core.access.book import PermitBook
from gate.core.claims.claim import Claim, Stage
from gate.core.claims.evidence import Evidence
from gate.core.values.events import ReadArrived
from gate.core.values.model import Credential
from gate.core.values.settings import Timing
from tests.gate.core.vehicles import plate, tag, vehicle

A_TAG, A_TAG_TOO, A_PLATE = tag("01001293D8"), tag("E20000000A"), plate("N1234AP")
B_TAG, B_PLATE = tag("0100000002"), plate("N3008RK")
C_PLATE = plate("N5521UV")
NO_TAG, NO_PLATE = tag("0BADBADBAD"), plate("B1XX")
BOOK = PermitBook(
    [vehicle(1, A_PLATE, A_TAG, A_TAG_TOO), vehicle(2, B_PLATE, B_TAG), vehicle(3, C_PLATE)]
)
TIMING = Timing()


class Approach:
    """Evidence with a clock, a loop and a book beside it."""

    def __init__(self, *, loop: bool = False, confirmations: int = 1) -> None:
        self.evidence = Evidence(TIMING, {"reader": confirmations}, map(str, count(1)))
        self.on_loop = False if loop else None
        self.now = 0.0

    def read(
        self, credential: Credential, *, confidence: float | None = None, reader: str = "reader"
    ) -> Claim | None:
        event = ReadArrived("masuk", reader, credential, confidence)
        return self.evidence.read(event, BOOK, self.now, on_loop=self.on_loop)

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the evidence as often as it asks."""
        end = self.now + seconds
        while (deadline := self.evidence.deadline()) is not None and deadline <= end:
            assert deadline > self.now
            self.now = deadline
            self.evidence.expire(self.now)
        self.now = end

    def loop(self, *, on: bool) -> None:
        self.on_loop = on
        if on:
            self.evidence.loop_rose(self.now)
        else:
            self.evidence.loop_fell(self.now)
        self.evidence.expire(self.now)

    def credit(self, claim: Claim) -> None:
        self._turn(claim, Stage.CREDITED)

    def dismiss(self, claim: Claim) -> None:
        self._turn(claim, Stage.DISMISSED)

    def _turn(self, claim: Claim, stage: Stage) -> None:
        known = self.evidence.find(claim.id)
        assert known is not None
        self.evidence.put(replace(known, stage=stage, staged=self.now))

    def passed(self, claim: Claim) -> None:
        self.evidence.spend(frozenset({claim.id}), self.now, on_loop=self.on_loop)

    def void(self, *, anew: bool = False) -> None:
        self.evidence.void((), self.now, on_loop=self.on_loop, anew=anew)

    @property
    def claims(self) -> list[list[str]]:
        """What each claim shows now, oldest first."""
        return [[str(s.credential) for s in claim.sightings] for claim in self.evidence.claims]

    @property
    def stages(self) -> list[Stage]:
        return [claim.stage for claim in self.evidence.claims]
