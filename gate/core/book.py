"""The permits in memory: who may pass, by credential; no names, no disk."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from gate.core.events import RegistryChanged
from gate.core.model import Category, Credential, Identification, Medium, Permit, PermitRow
from gate.core.schedule import Schedule
from gate.core.tags import enrolled_as
from gate.core.timetable import Timetable

Word = TypeVar("Word", bound=StrEnum)


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
                for key in known.keys:
                    if owner.get(key) == row.vehicle:
                        del owner[key]
            if row.removed:
                continue
            vehicles[row.vehicle] = row
            for key in row.keys:
                owner[key] = row.vehicle

    def vehicle(self, credential: Credential) -> int | None:
        """Whose credential this is, None when nobody's.

        A card may stand in the registry by the end of its number, which is all that is printed.
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

    def _enrolled(self, credential: Credential) -> str:
        """Return the fullest form under which somebody has this credential, else its own."""
        key = str(credential)
        if credential.medium is not Medium.TAG or key in self._owner:
            return key
        shorter = (f"{credential.medium}:{tag}" for tag in enrolled_as(credential.value))
        return next((each for each in shorter if each in self._owner), key)


def _word(text: str, strictest: Word) -> Word:
    """Read a word of the registry; an unknown one as the strictest there is."""
    try:
        return type(strictest)(text)
    except ValueError:
        return strictest
