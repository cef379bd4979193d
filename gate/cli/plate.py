"""A vehicle on the list, named at the terminal by its plate."""

import typer
from sqlalchemy import Engine

from gate.cli import MISUSE
from gate.core.model import Credential, Medium
from gate.core.plates import canonical, display
from gate.registry.database import reading
from gate.registry.owners import owners
from gate.registry.problems import FormError, Problem, ProblemCode


def vehicle_number(engine: Engine, plate: str) -> int:
    """Find a vehicle by its plate; what is not one, or not on the list, ends the command."""
    try:
        wanted = Credential(Medium.PLATE, canonical(plate))
    except ValueError:
        problem = Problem(ProblemCode.PLATE_WRONG, {"text": plate})
        raise FormError({"plate": problem}) from None
    with reading(engine) as session:
        owner = owners(session, [wanted]).get(wanted)
    if owner is None:
        typer.echo(
            f"gate: {display(wanted.value)} is not on the list; see: gate vehicle list", err=True
        )
        raise typer.Exit(MISUSE)
    return owner.id
