"""The permits in memory: who may pass, by credential; no names, no disk."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from gate.core.values.events import RegistryChanged
from gate.core.values.model import Category, Credential, Identification, Medium, Permit, PermitRow
from gate.core.values.schedule import Schedule
from gate.core.values.tags import SHORTEST, enrolled_as
from gate.core.values.timetable import Timetable

_PREFIX = f"{Medium.TAG}:"
_END = 2 * SHORTEST
_CARDS = {len(_PREFIX) + 2 * size for size in (4, 5)}
"""How long the numbers are of which a reader may send the end."""


class TagEnds:
    """The cards among these credentials (`str(Credential)`), found by their last bytes."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_end: dict[str, set[str]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """Take in a credential; what is no card is none of ours."""
        if len(key) in _CARDS and key.startswith(_PREFIX):
            self._by_end.setdefault(key[-_END:], set()).add(key)

    def remove(self, key: str) -> None:
        """Forget a credential."""
        here = self._by_end.get(key[-_END:], set())
        here.discard(key)
        if not here:
            self._by_end.pop(key[-_END:], None)

    def only(self, tag: str) -> str | None:
        """Return the one card whose number ends so; None when there is none, or several."""
        ends = {key for key in self._by_end.get(tag[-_END:], ()) if key.endswith(tag)}
        return ends.pop() if len(ends) == 1 else None


Word = TypeVar("Word", bound=StrEnum)

MOST_SEARCHED = 5_000
"""Vehicles up to which cards are looked for by the end of their number: indexing more would delay
the scan of the inputs."""

_ENDS = {2 * SHORTEST, 2 * SHORTEST + 2}
"""Digits of what Wiegand 26 and 34 send."""


class PermitBook:
    """All vehicles of the registry, keyed by each of their credentials.

    Owned by the site and changed in place, one vehicle at a time, so that a change costs the same
    with a hundred vehicles as with a million. `version` is the registry version it has reached,
    `timetable` what holds by the clock.
    """

    def __init__(
        self,
        rows: Iterable[PermitRow] = (),
        version: int = 0,
        timetable: Timetable | None = None,
    ) -> None:
        self.version = version
        self.timetable = Timetable() if timetable is None else timetable
        self._rows: dict[int, PermitRow] = {}
        self._owner: dict[str, int] = {}
        self._ends: TagEnds | None = None  # made when a reader first sends the end of a number
        self.apply(rows)

    def __len__(self) -> int:
        """Count the vehicles."""
        return len(self._rows)

    def learn(self, event: RegistryChanged) -> None:
        """Take over what staff changed."""
        self.apply(event.changes)
        self.version = event.version
        if event.timetable is not None:
            self.timetable = event.timetable

    def apply(self, rows: Iterable[PermitRow]) -> None:
        """Take over changed vehicles; the newest word about a vehicle or a credential counts."""
        vehicles, owner = self._rows, self._owner
        for row in rows:
            known = vehicles.pop(row.vehicle, None)
            if known is not None:
                self._disown(known)
            if row.removed:
                continue
            vehicles[row.vehicle] = row
            for key in row.keys:
                owner[key] = row.vehicle
                if self._ends is not None:
                    self._ends.add(key)

    def vehicle(self, credential: Credential) -> int | None:
        """Whose credential this is, None when nobody's.

        A card may stand in the registry by the end of its number, which is all that is printed; and
        a reader may send the end only, which counts where exactly one card ends so.
        """
        return self._owner.get(self._enrolled(credential))

    def is_lost(self, credential: Credential) -> bool:
        """Whether its owner reported this credential lost."""
        enrolled = self._enrolled(credential)
        owner = self._owner.get(enrolled)
        return owner is not None and enrolled in self._rows[owner].lost

    def permit(self, vehicle: int) -> Permit | None:
        """Build the permit of one vehicle, None when it is not (or no longer) on the list."""
        row = self._rows.get(vehicle)
        if row is None:
            return None
        return Permit(
            vehicle=row.vehicle,
            plate=row.plate,
            category=_word(row.category, Category.VISITOR),
            identification=_word(row.identification, Identification.BOTH),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            blocked=row.blocked,
            lanes=None if row.lanes is None else frozenset(row.lanes.split(",")),
            schedule=row.schedule,
            entries=row.entries,
        )

    def schedule(self, permit: Permit, lane: str) -> Schedule | None:
        """Return the schedule that a vehicle is held against at a lane, None when by none."""
        return self.timetable.schedule_for(permit.schedule, permit.category, lane)

    def _disown(self, row: PermitRow) -> None:
        """Take the credentials that are still a vehicle's from it."""
        for key in row.keys:
            if self._owner.get(key) == row.vehicle:
                del self._owner[key]
                if self._ends is not None:
                    self._ends.remove(key)

    def _enrolled(self, credential: Credential) -> str:
        """Return the fullest form under which somebody has this credential, else its own."""
        key = str(credential)
        if credential.medium is not Medium.TAG or key in self._owner:
            return key
        shorter = (f"{credential.medium}:{tag}" for tag in enrolled_as(credential.value))
        found = next((each for each in shorter if each in self._owner), None)
        return found or self._longer(credential.value) or key

    def _longer(self, tag: str) -> str | None:
        """Return the only card that ends with what a reader sent, if it sends the ends of cards."""
        if len(tag) not in _ENDS or len(self._rows) > MOST_SEARCHED:
            return None
        if self._ends is None:
            self._ends = TagEnds(self._owner)
        return self._ends.only(tag)


def _word(text: str, strictest: Word) -> Word:
    """Read a word of the registry; an unknown one as the strictest there is."""
    try:
        return type(strictest)(text)
    except ValueError:
        return strictest
