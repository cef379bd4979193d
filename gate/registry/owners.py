"""Whose plates, tags and codes these are: no two vehicles may share one."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from sqlmodel import Session, col, select

from gate.core.values.model import Credential, Medium
from gate.core.values.plates import display
from gate.registry.forms import VehicleDraft
from gate.registry.listing import views
from gate.registry.models import Vehicle, VehicleCredential
from gate.registry.problems import Problem, ProblemCode
from gate.registry.views import VehicleView

TAKEN = {
    Medium.PLATE: ("plate", ProblemCode.PLATE_EXISTS),
    Medium.TAG: ("tags", ProblemCode.TAG_TAKEN),
    Medium.CODE: ("codes", ProblemCode.CODE_TAKEN),
}
"""The field of the form that a credential stands in, and what is wrong when it is taken."""


def owners(session: Session, credentials: Iterable[Credential]) -> dict[Credential, VehicleView]:
    """Look up who has these credentials, a few hundred at a time; free ones are left out."""
    owner_ids: dict[Credential, int] = {}
    for medium, group in groupby(sorted(set(credentials), key=str), lambda each: each.medium):
        values = [credential.value for credential in group]
        for value, owner in _owner_ids(session, medium, values):
            owner_ids[Credential(medium, value)] = owner
    found = views(session, owner_ids.values())
    return {credential: found[owner] for credential, owner in owner_ids.items()}


def conflicts(
    draft: VehicleDraft, own: int | None, taken: Mapping[Credential, VehicleView]
) -> dict[str, Problem]:
    """Return a problem per field of which something belongs to a vehicle other than `own`."""
    problems: dict[str, Problem] = {}
    for credential in draft.credentials:
        owner = taken.get(credential)
        if owner is not None and owner.id != own:
            field, _ = TAKEN[credential.medium]
            problems.setdefault(field, taken_by(owner, credential))
    return problems


def taken_by(owner: VehicleView, credential: Credential) -> Problem:
    """Say whose a credential is."""
    _, code = TAKEN[credential.medium]
    plate = credential.medium is Medium.PLATE
    return Problem(
        code,
        {
            "text": display(credential.value) if plate else credential.value,
            "plate": display(owner.plate or ""),
            "holder": owner.holder,
            "opd": owner.opd,
            "vehicle": owner.id,
        },
    )


def _owner_ids(session: Session, medium: Medium, values: list[str]) -> Iterable[tuple[str, int]]:
    if medium is Medium.PLATE:
        plated = select(Vehicle.plate, Vehicle.id).where(col(Vehicle.plate).in_(values))
        return [(plate or "", number or 0) for plate, number in session.exec(plated)]
    owned = select(VehicleCredential.value, VehicleCredential.vehicle_id).where(
        VehicleCredential.medium == medium, col(VehicleCredential.value).in_(values)
    )
    return session.exec(owned).all()
