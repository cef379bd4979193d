"""A vehicle on the list, named at the terminal by its plate or a tag."""

from collections.abc import Sequence
from contextlib import suppress

import typer
from sqlalchemy import Engine

from gate.cli import MISUSE
from gate.core.values.model import Credential, Medium
from gate.core.values.plates import canonical, display
from gate.core.values.tags import understand
from gate.errors import ConfigError
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
    return _owner(engine, [wanted], display(wanted.value))


def vehicle_shown(engine: Engine, text: str) -> int:
    """Find a vehicle by its plate or a tag, however that is printed; ends as `vehicle_number`."""
    meant = []
    with suppress(ValueError):
        meant.append(Credential(Medium.PLATE, canonical(text)))
    with suppress(ValueError):
        meant += [Credential(Medium.TAG, each.tag) for each in understand(text)]
    if not meant:
        raise ConfigError(f"neither a plate nor a tag: {text}; write it like N 1234 AP, 01001293D8")
    return _owner(engine, meant, text)


def _owner(engine: Engine, meant: Sequence[Credential], name: str) -> int:
    with reading(engine) as session:
        found = owners(session, meant)
    for credential in meant:
        if credential in found:
            return found[credential].id
    typer.echo(f"gate: {name} is not on the list; see: gate vehicle list", err=True)
    raise typer.Exit(MISUSE)
