"""Reads → claims: what one approach has seen of the vehicles at it.

A tag held at the reader and a plate the camera reports again are one claim. A claim lives while
its vehicle is there, is decided again when something changed, and earns at most one credit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gate.core.access import Decision, Sighting
from gate.core.book import PermitBook
from gate.core.events import ReadArrived
from gate.core.model import Credential, Medium
from gate.core.settings import Timing

AWAY = 3.0
"""Seconds without a read after which a credential has left the field (protocols.md §9)."""

MOST_CLAIMS = 8
"""Vehicles one approach keeps in mind; the oldest one gives way."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One vehicle's wish to pass.

    `since` and `last` are monotonic: first and newest read. `withheld` is why the barrier took no
    credit for a grant, `announced` the outcome last journalled. `at_loop`: it has stood on the
    arming loop. `credited`: it has earned its credit. `over`: its vehicle is gone or through; the
    claim only swallows reads that trail behind. `dismissed`: the guard turned it away.
    """

    id: str
    sightings: tuple[Sighting, ...]
    since: float
    last: float
    decision: Decision | None = None
    withheld: str | None = None
    announced: tuple[str, ...] | None = None
    at_loop: bool = False
    credited: bool = False
    dismissed: bool = False
    over: bool = False

    def shows(self, credential: Credential) -> bool:
        """Whether this very credential is part of the claim."""
        return any(sighting.credential == credential for sighting in self.sightings)

    def of(self, medium: Medium) -> Sighting | None:
        """What was seen of this kind."""
        return next((s for s in self.sightings if s.credential.medium is medium), None)


@dataclass(slots=True)
class Evidence:
    """The claims of one approach, oldest first.

    `confirmations` says per reader how many equal reads count as one; phantom reads of cheap
    modules come singly (protocols.md §1).
    """

    timing: Timing
    confirmations: Mapping[str, int]
    ids: Iterator[str]
    claims: list[Claim] = field(default_factory=list)
    _unconfirmed: dict[tuple[str, Credential], tuple[int, float]] = field(default_factory=dict)

    def read(
        self, event: ReadArrived, book: PermitBook, now: float, *, occupied: bool
    ) -> Claim | None:
        """Take a read; return the claim it changed, None when it told nothing new.

        Of several vehicles read while the arming loop is `occupied`, the first stands on it.
        """
        sighting = Sighting(event.reader, event.credential, event.confidence, now)
        known = next((c for c in reversed(self.claims) if c.shows(event.credential)), None)
        if known is not None:
            return self._seen_again(known, sighting)
        if not self._confirmed(event, now):
            return None
        claim = self._joined(sighting, book)
        if claim is None:
            first = occupied and not any(known.at_loop for known in self.live())
            claim = Claim(next(self.ids), (sighting,), since=now, last=now, at_loop=first)
            self.claims = [*self.claims, claim][-MOST_CLAIMS:]
        return claim

    def put(self, claim: Claim) -> None:
        """Take over a changed claim."""
        self.claims = [claim if known.id == claim.id else known for known in self.claims]

    def find(self, claim_id: str) -> Claim | None:
        """Return a claim by its id."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def live(self) -> tuple[Claim, ...]:
        """Return the claims whose vehicles are still there."""
        return tuple(claim for claim in self.claims if not claim.over)

    def settle(self, credits_left: tuple[str, ...], used: frozenset[str]) -> None:
        """End the claims whose credit is gone: `used` by a passage, or taken back.

        Trailing reads of a used one mean nothing more; one taken back may ask anew at the loop.
        """
        for claim in self.claims:
            if claim.credited and not claim.over and claim.id not in credits_left:
                self.put(replace(claim, over=True, credited=claim.id in used))

    def loop_rose(self, now: float) -> None:
        """A vehicle came onto the arming loop: claims still being read are (again) for it.

        One that was turned back without passing may ask anew, under a new id.
        """
        for claim in self.claims:
            if not claim.over:
                self.put(replace(claim, at_loop=True))
            elif not claim.credited and now - claim.last <= AWAY:
                fresh = Claim(next(self.ids), claim.sightings, now, claim.last, at_loop=True)
                self.claims = [fresh if known is claim else known for known in self.claims]

    def loop_fell(self) -> None:
        """The vehicle left the arming loop; one with a credit may still pass."""
        for claim in self.claims:
            if claim.at_loop and not claim.credited:
                self.put(replace(claim, over=True))

    def expire(self, now: float, *, occupied: bool) -> None:
        """Forget what is gone; `occupied`: a vehicle stands on the arming loop."""
        kept = []
        for claim in self.claims:
            age = now - claim.last
            if claim.over:
                if age < AWAY:
                    kept.append(claim)
            elif age < self.timing.claim or claim.credited or (occupied and claim.at_loop):
                kept.append(claim)
        self.claims = kept
        horizon = now - self.timing.confirmation
        self._unconfirmed = {k: v for k, v in self._unconfirmed.items() if v[1] >= horizon}

    def deadline(self, *, occupied: bool) -> float | None:
        """When `expire` has something to do next."""
        ends = (
            claim.last + (AWAY if claim.over else self.timing.claim)
            for claim in self.claims
            if claim.over or not (claim.credited or (occupied and claim.at_loop))
        )
        return min(ends, default=None)

    def _seen_again(self, claim: Claim, sighting: Sighting) -> Claim | None:
        """Refresh; only a clearer read of the same thing is news."""
        medium = sighting.credential.medium
        known = claim.of(medium)
        clearer = (
            known is not None
            and sighting.confidence is not None
            and known.confidence is not None
            and sighting.confidence > known.confidence
        )
        refreshed = replace(claim, last=sighting.at)
        if clearer:
            refreshed = _with(refreshed, sighting)
        self.put(refreshed)
        return refreshed if clearer and not claim.over else None

    def _confirmed(self, event: ReadArrived, now: float) -> bool:
        needed = self.confirmations.get(event.reader, 1)
        key = (event.reader, event.credential)
        count, last = self._unconfirmed.get(key, (0, now))
        count = count + 1 if now - last <= self.timing.confirmation else 1
        if count >= needed:
            self._unconfirmed.pop(key, None)
            return True
        self._unconfirmed[key] = (count, now)
        return False

    def _joined(self, sighting: Sighting, book: PermitBook) -> Claim | None:
        """Add to the newest live claim what belongs to the same vehicle; None if nothing does.

        Another kind of credential soon after is the same vehicle; so is another plate from a
        camera that changed its mind, and a second tag of the same owner. Another tag is another
        vehicle.
        """
        claim = next((c for c in reversed(self.claims) if not c.over), None)
        if claim is None or not self._near(claim, sighting.at):
            return None
        known = claim.of(sighting.credential.medium)
        if known is not None and sighting.credential.medium is not Medium.PLATE:
            owner = book.vehicle(sighting.credential)
            if owner is None or owner != book.vehicle(known.credential):
                return None
        joined = replace(_with(claim, sighting), last=sighting.at)
        self.put(joined)
        return joined

    def _near(self, claim: Claim, now: float) -> bool:
        """Whether a read now can still be of the claim's vehicle."""
        return claim.at_loop or now - claim.last <= self.timing.pairing


def _with(claim: Claim, sighting: Sighting) -> Claim:
    """Put a sighting in place of the one of its kind, or beside the others."""
    medium = sighting.credential.medium
    others = tuple(s for s in claim.sightings if s.credential.medium is not medium)
    return replace(claim, sightings=(*others, sighting))
