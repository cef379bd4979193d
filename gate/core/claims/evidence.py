"""Reads → claims: what one approach has seen of the vehicles at it.

A tag held at the reader and a plate the camera reports again are one claim. A claim lives while
its vehicle is there and earns at most one credit. What is over still swallows the reads that trail
behind it, each credential until it has been out of the field for a while.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gate.core.access.access import Sighting
from gate.core.access.book import PermitBook
from gate.core.claims import pairing
from gate.core.claims.claim import Claim, Stage
from gate.core.claims.voting import voted
from gate.core.values.events import ReadArrived
from gate.core.values.model import Credential, Medium
from gate.core.values.settings import Timing

AWAY = 3.0
"""Seconds without a read after which a credential has left the field.

UHF readers lose a tag for 2 to 3 s at its edge (`hardware/protocols/README.md` §9).
"""

FLICKER = 1.0
"""Seconds for which an arming loop may lose the vehicle that stands on it."""

MOST_CLAIMS = 32
"""Vehicles one approach keeps in mind; beyond, the one that matters least gives way."""


@dataclass(slots=True)
class Evidence:
    """The claims of one approach, oldest first.

    `confirmations` says per reader how many equal reads count as one; phantom reads of cheap
    modules come singly. Where a method asks `on_loop`, it means: does a vehicle
    stand on the arming loop; None where no loop is fitted.
    """

    timing: Timing
    confirmations: Mapping[str, int]
    ids: Iterator[str]
    claims: list[Claim] = field(default_factory=list)
    _fell: float | None = None
    _unconfirmed: dict[tuple[str, Credential], tuple[int, float]] = field(default_factory=dict)

    def read(
        self, event: ReadArrived, book: PermitBook, now: float, *, on_loop: bool | None
    ) -> Claim | None:
        """Take a read; return the claim it changed, None when it told nothing new.

        Of several vehicles read while the loop is occupied, the first stands on it.
        """
        self.expire(now)
        sighting = Sighting(event.reader, event.credential, event.confidence, now)
        known = next((c for c in reversed(self.claims) if event.credential in c.seen), None)
        if known is None:
            if not self._confirmed(event, now):
                return None
            known = pairing.claim_of(self.claims, sighting, book, self.timing.pairing)
        if known is None:
            return self._begin(sighting, on_loop=on_loop)
        changed = pairing.with_read(known, sighting, book)
        self.put(changed)
        return changed if changed.sightings is not known.sightings else None

    def put(self, claim: Claim) -> None:
        """Take over a changed claim."""
        self.claims = [claim if known.id == claim.id else known for known in self.claims]

    def find(self, claim_id: str) -> Claim | None:
        """Return a claim by its id."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def live(self) -> tuple[Claim, ...]:
        """Return the claims whose vehicles are still there."""
        return tuple(claim for claim in self.claims if not claim.over)

    def spend(self, used: frozenset[str], now: float, *, on_loop: bool | None) -> None:
        """End the claims whose credit was `used` by a passage; the next vehicle has closed up."""
        for claim in self.claims:
            if claim.credited and claim.id in used:
                self.put(replace(claim, stage=Stage.PASSED, staged=now))
        if used and on_loop:
            self._arrived()

    def void(
        self, credits_left: tuple[str, ...], now: float, *, on_loop: bool | None, anew: bool
    ) -> None:
        """End the claims whose credit was taken back.

        `anew`: not for anything the vehicle did; one that still waits asks again, under a new id.
        """
        for claim in self.claims:
            if not claim.credited or claim.id in credits_left:
                continue
            if anew and (on_loop is None or claim.at_loop):
                again = Claim(next(self.ids), claim.sightings, claim.seen, now, now)
                again = replace(again, at_loop=claim.at_loop, poll=claim.poll)
                self.claims = [again if known is claim else known for known in self.claims]
            else:
                self.put(replace(claim, stage=Stage.ENDED, staged=now))
        self.expire(now)

    def loop_rose(self, now: float) -> None:
        """A vehicle came onto the arming loop, or the loop has lost one for a moment only."""
        self.expire(now)
        flickered, self._fell = self._fell is not None, None
        if not flickered:
            self._arrived()

    def loop_fell(self, now: float) -> None:
        """The vehicle left the arming loop, unless it is there again at once."""
        self._fell = now

    def expire(self, now: float) -> None:
        """Forget what is gone."""
        if self._fell is not None and now >= self._fell + FLICKER:
            self._leave(self._fell)
            self._fell = None
        kept = (self._what_is_left(claim, now) for claim in self.claims)
        self.claims = [claim for claim in kept if claim is not None]

    def deadline(self) -> float | None:
        """When `expire` has something to do next."""
        ends = [
            max(_trails_until(claim, at) for at in claim.seen.values())
            if claim.over
            else claim.last + self.timing.claim
            for claim in self.claims
            if not self._stays(claim)
        ]
        if self._fell is not None:
            ends.append(self._fell + FLICKER)
        return min(ends, default=None)

    def _begin(self, sighting: Sighting, *, on_loop: bool | None) -> Claim:
        first = on_loop is True and not any(claim.at_loop for claim in self.live())
        claim = Claim(
            next(self.ids),
            (sighting,),
            {sighting.credential: sighting.at},
            since=sighting.at,
            staged=sighting.at,
            at_loop=first,
            poll=voted({}, sighting) if sighting.credential.medium is Medium.PLATE else {},
        )
        if len(self.claims) >= MOST_CLAIMS:
            self.claims.remove(min(self.claims, key=_weight))
        self.claims.append(claim)
        return claim

    def _confirmed(self, event: ReadArrived, now: float) -> bool:
        horizon = now - self.timing.confirmation
        self._unconfirmed = {k: v for k, v in self._unconfirmed.items() if v[1] >= horizon}
        key = (event.reader, event.credential)
        count = 1 + self._unconfirmed.pop(key, (0, now))[0]
        if count >= self.confirmations.get(event.reader, 1):
            return True
        self._unconfirmed[key] = (count, now)
        return False

    def _arrived(self) -> None:
        """What is being read may be on the loop now; what did not pass may ask anew there."""
        kept = (claim for claim in self.claims if claim.stage is not Stage.ENDED)
        self.claims = [replace(c, at_loop=c.stage in _BEFORE_THE_BOOM) for c in kept]

    def _leave(self, now: float) -> None:
        """Nothing stands on the loop any more; only a vehicle with a credit is still under way."""
        for claim in self.live():
            if claim.at_loop:
                stage = Stage.UNDER_WAY if claim.credited else Stage.ENDED
                self.put(replace(claim, at_loop=False, stage=stage, staged=now))

    def _what_is_left(self, claim: Claim, now: float) -> Claim | None:
        """Return what is to be remembered of a claim, None when that is nothing."""
        if not claim.over:
            kept = self._stays(claim) or now < claim.last + self.timing.claim
            return claim if kept else None
        seen = {c: at for c, at in claim.seen.items() if now < _trails_until(claim, at)}
        if not seen:
            return None
        return claim if len(seen) == len(claim.seen) else replace(claim, seen=seen)

    def _stays(self, claim: Claim) -> bool:
        """Whether something else than a want of reads will end a claim."""
        return claim.credited or (claim.at_loop and not claim.over)


def _trails_until(claim: Claim, at: float) -> float:
    """Until when reads of a credential last read `at` trail behind a claim that is over.

    A passage shakes cameras awake: for a while it counts like a read.
    """
    return AWAY + (max(at, claim.staged) if claim.stage is Stage.PASSED else at)


_BEFORE_THE_BOOM = frozenset({Stage.WAITING, Stage.DISMISSED, Stage.CREDITED})

_WEIGHT = {Stage.ENDED: 1, Stage.PASSED: 3, Stage.CREDITED: 4, Stage.UNDER_WAY: 4}


def _weight(claim: Claim) -> tuple[int, float]:
    """What is remembered the longer, the more it would cost to forget it.

    A forgotten credit could be earned twice; a forgotten vehicle at the loop is not seen again.
    """
    return _WEIGHT.get(claim.stage, 2 if claim.at_loop else 0), claim.last
