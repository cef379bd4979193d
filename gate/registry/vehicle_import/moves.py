"""The tags and codes of an imported vehicle: which come, which go, which are lost or found."""

from collections.abc import Iterator
from typing import Any

from gate.core.values.model import Credential, Medium
from gate.registry.vehicle_import.plan import PlannedVehicle


class CredentialMoves:
    """What becomes of the tags and codes of one vehicle, as rows of the stage's tables."""

    def __init__(self, planned: PlannedVehicle) -> None:
        known = planned.known
        self._planned = planned
        self._wanted = [
            each for each in planned.draft.credentials if each.medium is not Medium.PLATE
        ]
        self._stood = set[Credential]()
        if known is not None:
            self._stood = {Credential(Medium.TAG, value) for value in known.tags}
            self._stood |= {Credential(Medium.CODE, value) for value in known.codes}
        self._lost_then = set(known.lost) if known is not None else set[str]()

    def coming(self) -> Iterator[dict[str, Any]]:
        """Those it gets."""
        planned = self._planned
        for each in self._wanted:
            if each not in self._stood:
                lost = each.value in planned.lost
                number = None if planned.known is None else planned.known.id
                yield _key(each) | {"row": planned.row, "known": number, "lost": lost}

    def going(self) -> Iterator[dict[str, Any]]:
        """Those it loses."""
        for each in self._stood.difference(self._wanted):
            yield _key(each)

    def marked(self) -> Iterator[dict[str, Any]]:
        """Those that are lost now, or found again."""
        for each in self._stood.intersection(self._wanted):
            lost = each.value in self._planned.lost
            if lost != (each.value in self._lost_then):
                yield _key(each) | {"lost": lost}


def _key(credential: Credential) -> dict[str, Any]:
    return {"medium": credential.medium, "value": credential.value}
