"""Vehicles of the registry and their credentials, as the tests of the core name them."""

from gate.core.access.access import Sighting
from gate.core.values.model import Credential, Medium, PermitRow


def tag(value: str) -> Credential:
    return Credential(Medium.TAG, value)


def plate(value: str) -> Credential:
    return Credential(Medium.PLATE, value)


def code(value: str) -> Credential:
    return Credential(Medium.CODE, value)


def vehicle(
    number: int,
    *credentials: Credential,
    lost: tuple[Credential, ...] = (),
    **fields: object,
) -> PermitRow:
    """A vehicle that may always pass, unless a field says otherwise."""
    known = (str(c.value) for c in credentials if c.medium is Medium.PLATE)
    row = PermitRow(
        vehicle=number,
        plate=next(known, None),
        category="employee",
        identification="any",
        valid_from=None,
        valid_until=None,
        blocked=None,
        lanes=None,
        keys=tuple(map(str, credentials)),
        lost=tuple(map(str, lost)),
        removed=False,
    )
    return row._replace(**fields)


def gone(number: int) -> PermitRow:
    """The word that a vehicle is no longer on the list."""
    return vehicle(number, removed=True)


def sighting(
    credential: Credential, *, at: float = 0.0, confidence: float | None = None
) -> Sighting:
    return Sighting("reader", credential, confidence, at)
