"""Which vehicles are inside, as the controller last wrote it down; nothing here changes that."""

import json
from collections.abc import Iterable

from sqlmodel import Session, col, select

from gate.core.access.presence import Stay
from gate.core.occupancy.headcount import remembered_stays, stay_key
from gate.registry.store_models import ControllerState

_EVERY_STAY = "stay.%"


def everybody(session: Session) -> dict[int, Stay]:
    """Return where each vehicle is that is inside, by its number."""
    return _inside(session.exec(select(ControllerState).where(_is_a_stay())))


def among(session: Session, vehicles: Iterable[int]) -> dict[int, Stay]:
    """Return where those of these vehicles are that are inside, a few hundred at a time."""
    keys = [stay_key(vehicle) for vehicle in vehicles]
    return _inside(session.exec(select(ControllerState).where(col(ControllerState.key).in_(keys))))


def _is_a_stay() -> bool:
    return col(ControllerState.key).like(_EVERY_STAY)  # type: ignore[return-value]


def _inside(rows: Iterable[ControllerState]) -> dict[int, Stay]:
    memory = {}
    for row in rows:
        try:
            memory[row.key] = json.loads(row.value)
        except ValueError:
            continue
    return {vehicle: stay for vehicle, stay in remembered_stays(memory) if stay.zone is not None}
