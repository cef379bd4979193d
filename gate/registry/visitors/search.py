"""Finding a pass by anything on it: code, plate, visitor or department, the newest first."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from gate.core.values.model import Medium
from gate.core.values.plates import canonical
from gate.registry import pass_codes
from gate.registry.models import Vehicle, VehicleCredential, Visit
from gate.registry.visitors.list import VisitView, views_of


def search(
    session: Session, text: str, *, before: int | None = None, limit: int
) -> list[VisitView]:
    """Return passes of any day that match; `before` is the number of the one to go on behind."""
    matching = select(Visit).join(Vehicle).where(or_(*_conditions(text.strip())))
    if before is not None:
        matching = matching.where(col(Visit.id) < before)
    rows = session.exec(matching.order_by(col(Visit.id).desc()).limit(limit))
    return views_of(session, rows.all())


def _conditions(text: str) -> list[ColumnElement[bool]]:
    """Any of these will do; what was typed may be a part of a plate without a digit in it."""
    found = [col(named).icontains(text, autoescape=True) for named in (Visit.visitor, Visit.host)]
    try:
        plate = canonical(text)
    except ValueError:
        plate = "".join(text.split()).upper()
    found.append(col(Vehicle.plate).contains(plate, autoescape=True))
    try:
        code = pass_codes.canonical(text)
    except ValueError:
        return found
    having = select(VehicleCredential.vehicle_id).where(
        VehicleCredential.medium == Medium.CODE, VehicleCredential.value == code
    )
    return [*found, col(Visit.vehicle_id).in_(having)]
