"""Which credentials are of one vehicle, and what a claim becomes by a further read.

Credentials of one owner are of one vehicle. Beyond that: another kind of credential soon after is
the same vehicle, and so is another plate from a camera that changed its mind; another tag is
another vehicle, unless nobody owns the first one (a driver who tries his cards, a toll tag).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gate.core.access.access import Sighting
from gate.core.access.book import PermitBook
from gate.core.claims.claim import Claim, Stage
from gate.core.claims.voting import clearer, leads, voted
from gate.core.values.model import Credential, Medium

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

    A clearer read of the same thing is news, a repeat is not. Of plates, the votes decide; one that
    the tag's owner vouches for is not replaced by one nobody has, and what the guard has said of a
    plate stands. What a vehicle shows after it was turned away counts, if somebody owns it.
    """
    credential = sighting.credential
    if credential.medium is Medium.PLATE:
        claim = replace(claim, poll=voted(claim.poll, sighting))
    sightings = claim.sightings
    if not claim.over and _is_news(claim, sighting, book):
        sightings = _with(claim, _best(claim, sighting))
    seen = _bounded({**claim.seen, credential: sighting.at}, sightings)
    poll = {each: votes for each, votes in claim.poll.items() if each in seen}
    changed = replace(claim, sightings=sightings, seen=seen, poll=poll)
    turned_away = claim.stage is Stage.DISMISSED and credential not in claim.seen
    if turned_away and book.vehicle(credential) is not None:
        return replace(changed, stage=Stage.WAITING, staged=sighting.at)
    return changed


def as_told(claim: Claim, plate: Credential, actor: str, now: float) -> Claim:
    """Take a person's word for the plate; a vehicle that was turned away is heard again by it."""
    told = Sighting("", plate, None, now, actor)
    seen = _bounded({**claim.seen, plate: now}, sightings := _with(claim, told))
    stage, staged = (
        (Stage.WAITING, now) if claim.stage is Stage.DISMISSED else (claim.stage, claim.staged)
    )
    return replace(claim, sightings=sightings, seen=seen, stage=stage, staged=staged)


def _with(claim: Claim, sighting: Sighting) -> tuple[Sighting, ...]:
    """What the claim shows with this as the word of its kind."""
    medium = sighting.credential.medium
    return (*(s for s in claim.sightings if s.credential.medium is not medium), sighting)


def _best(claim: Claim, sighting: Sighting) -> Sighting:
    """The clearest sighting of the same plate; of anything else, the newest."""
    votes = claim.poll.get(sighting.credential)
    return sighting if votes is None else votes.clearest


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
        told = [*claim.sightings, *(votes.clearest for votes in claim.poll.values())]
        newest = max(sighting.at for sighting in told)
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
    if known.actor is not None:
        return False
    if known.credential == credential:
        return clearer(sighting, known)
    owned = book.vehicle(credential) is not None
    if credential.medium is not Medium.PLATE or _vouched(claim, book):
        return owned
    return leads(claim.poll, credential, known.credential, book)


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
