"""Which credentials are of one vehicle, and what a claim becomes by a further read.

Credentials of one owner are of one vehicle. Beyond that: another kind of credential soon after is
the same vehicle, and so is another plate from a camera that changed its mind; another tag is
another vehicle, unless nobody owns the first one (a driver who tries his cards, a toll tag).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gate.core.access import Sighting
from gate.core.book import PermitBook
from gate.core.claim import Claim, Stage
from gate.core.model import Credential, Medium

MOST_CREDENTIALS = 16
"""Readings one claim remembers; a camera may change its mind for ever."""


def claim_of(
    claims: Sequence[Claim], sighting: Sighting, book: PermitBook, pairing: float
) -> Claim | None:
    """Find the claim of the vehicle that showed this; None when no claim is of that vehicle.

    `claims` are oldest first; the vehicle on the loop comes before the newest one. `pairing` is how
    many seconds may lie between two kinds of credentials of one vehicle.
    """
    owner = book.vehicle(sighting.credential)
    if owner is not None:
        for claim in reversed(claims):
            if _is_of(claim, owner, sighting, book):
                return claim
    nearby = [claim for claim in reversed(claims) if _near(claim, sighting.at, pairing)]
    nearby.sort(key=lambda claim: not claim.at_loop)
    return next((claim for claim in nearby if _may_show(claim, sighting, owner, book)), None)


def with_read(claim: Claim, sighting: Sighting, book: PermitBook) -> Claim:
    """Add a read; `sightings` stay the same object unless it is news.

    A clearer read of the same thing is news, a repeat is not. A plate that the tag's owner vouches
    for is not replaced by a worse one. What a vehicle shows after it was turned away counts, if
    somebody owns it.
    """
    credential = sighting.credential
    sightings = claim.sightings
    if not claim.over and _is_news(claim, sighting, book):
        others = (s for s in sightings if s.credential.medium is not credential.medium)
        sightings = (*others, sighting)
    seen = _bounded({**claim.seen, credential: sighting.at}, sightings)
    changed = replace(claim, sightings=sightings, seen=seen)
    turned_away = claim.stage is Stage.DISMISSED and credential not in claim.seen
    if turned_away and book.vehicle(credential) is not None:
        return replace(changed, stage=Stage.WAITING, staged=sighting.at)
    return changed


def _is_of(claim: Claim, owner: int, sighting: Sighting, book: PermitBook) -> bool:
    """Whether a credential of this owner belongs to the claim for certain."""
    known = claim.of(sighting.credential.medium)
    if sighting.credential.medium is not Medium.PLATE and known is not None:
        holder = book.vehicle(known.credential)
        if holder not in {None, owner}:
            return False
    decided = None if claim.decision is None else claim.decision.vehicle
    if claim.credited and decided == owner:
        return True
    return any(book.vehicle(credential) == owner for credential in claim.seen)


def _near(claim: Claim, now: float, pairing: float) -> bool:
    """Whether a read now can still be of the claim's vehicle.

    Behind a vehicle that has its credit the next one closes up: only what follows at once is its.
    """
    if claim.over or claim.stage is Stage.UNDER_WAY:
        return False
    if claim.credited:
        newest = max(sighting.at for sighting in claim.sightings)
        return now - max(newest, claim.staged) <= pairing
    return claim.at_loop or now - claim.last <= pairing


def _may_show(claim: Claim, sighting: Sighting, owner: int | None, book: PermitBook) -> bool:
    """Whether the claim's vehicle may show this beside what it has shown."""
    medium = sighting.credential.medium
    known = claim.of(medium)
    if known is None:
        return True
    if medium is Medium.PLATE:
        return owner is None or not _vouched(claim, book)
    return owner is not None and not claim.credited and book.vehicle(known.credential) is None


def _is_news(claim: Claim, sighting: Sighting, book: PermitBook) -> bool:
    """Whether a read says more of its kind of credential than the claim knows."""
    credential = sighting.credential
    known = claim.of(credential.medium)
    if known is None:
        return True
    if known.credential == credential:
        return _clearer(sighting, known)
    owned = book.vehicle(credential) is not None
    if credential.medium is not Medium.PLATE or _vouched(claim, book):
        return owned
    worse = _clearer(known, sighting)
    return not worse or (owned and book.vehicle(known.credential) is None)


def _clearer(one: Sighting, other: Sighting) -> bool:
    """Whether a camera was surer of one reading than of the other."""
    if one.confidence is None or other.confidence is None:
        return False
    return one.confidence > other.confidence


def _vouched(claim: Claim, book: PermitBook) -> bool:
    """Whether the claim's tag and plate are of one vehicle."""
    tag, plate = claim.of(Medium.TAG), claim.of(Medium.PLATE)
    if tag is None or plate is None:
        return False
    owner = book.vehicle(tag.credential)
    return owner is not None and owner == book.vehicle(plate.credential)


def _bounded(
    seen: Mapping[Credential, float], sightings: tuple[Sighting, ...]
) -> Mapping[Credential, float]:
    """Forget the one that was not read for longest, beyond the bound; never a sighting."""
    if len(seen) <= MOST_CREDENTIALS:
        return seen
    current = {sighting.credential for sighting in sightings}
    replaced = (credential for credential in seen if credential not in current)
    oldest = min(replaced, key=lambda credential: seen[credential])
    return {credential: at for credential, at in seen.items() if credential != oldest}
