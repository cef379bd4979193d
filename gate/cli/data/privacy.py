"""`gate privacy`: what a person may ask of us: to be told, and to be forgotten (UU 27/2022)."""

import json
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import FAULT, subcommand
from gate.cli.terminal.files import to_write
from gate.cli.terminal.journalling import note
from gate.cli.terminal.options import ConfigFile, configuration
from gate.clock import ClockSource, SystemClock
from gate.config.gate_toml import Config
from gate.core.values.commands import Json
from gate.core.values.plates import canonical, display
from gate.core.values.row_kind import RowKind
from gate.core.values.tags import understand
from gate.errors import ConfigError
from gate.store import pending, person
from gate.store.database import connect
from gate.store.erasures import NAME, Erasures, on_list
from gate.store.forgetting import vehicles_with
from gate.store.history import record
from gate.store.person import Person

app = subcommand("privacy")

_COURTESY = 15  # a nice value: the controller's process comes first, also on one core
_BREATH_S = 0.01

Who = Annotated[str, typer.Argument(metavar="PLATE|TAG", help="A plate, tag or pass code.")]


@app.command()
def export(
    ctx: typer.Context,
    who: Who,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Else to the output.")] = None,
    config: ConfigFile = None,
) -> None:
    """Write all that is held on whoever has a plate or tag, as JSON.

    Example: gate privacy export "N 1234 AP" person.json
    """
    read = configuration(ctx, config)
    if file is not None:
        to_write(file)
    os.nice(_COURTESY)
    with closing(connect(read.database)) as connection:
        pending.append_rows(connection, read.gate_id)
        wanted = person.find(connection, _words(connection, who))
        rows = [record(row) for row in person.rows(connection, read.gate_id, wanted)]
    content: dict[str, Json] = {
        "asked_for": who,
        "vehicles": list[Json](wanted.vehicles.values()),
        "journal": list[Json](rows),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    if file is None:
        typer.echo(text)
    else:
        file.touch(0o600)
        file.write_text(f"{text}\n", encoding="utf-8")
        typer.echo(f"{file}: {len(rows):,} rows, {len(wanted.vehicles)} vehicles")
    note(read, RowKind.PRIVACY_EXPORTED, {"rows": len(rows), "vehicles": len(wanted.vehicles)})


@app.command()
def erase(
    ctx: typer.Context,
    who: Who,
    config: ConfigFile = None,
    *,
    reason: Annotated[str, typer.Option(help="Why; it stays in the journal: name nobody.")],
    keep_vehicle: Annotated[
        bool, typer.Option("--keep-vehicle", help="It stays on the list and may still pass.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase for good what is held on whoever has a plate or tag; the journal stays provable.

    Its rows keep time, lane and kind. What was reported to a broker, exported or saved before is
    not reached, but a restored backup is cleared again by the list in erasures.json. Exit code 1:
    nothing is held on it, look at how it is spelt.

    Example: gate privacy erase "N 1234 AP" --reason "Surat 12/2026"
    """
    read = configuration(ctx, config)
    os.nice(_COURTESY)
    with closing(connect(read.database)) as connection:
        pending.append_rows(connection, read.gate_id)
        wanted = person.find(connection, _words(connection, who))
        if not (wanted.vehicles or any(person.rows(connection, read.gate_id, wanted))):
            typer.echo(f"gate: {who}: nothing is held on it; nothing was erased", err=True)
            raise typer.Exit(FAULT)
        _ask(wanted, keep_vehicle=keep_vehicle, yes=yes)
        _remember(read, wanted, keep_vehicle=keep_vehicle)
        erased = person.erase(
            connection,
            read.gate_id,
            wanted,
            keep_vehicle=keep_vehicle,
            between_steps=lambda: time.sleep(_BREATH_S),
        )
    note(
        read,
        RowKind.PRIVACY_ERASED,
        {"rows": erased.rows, "vehicles": erased.vehicles, "reason": reason},
    )
    typer.echo(f"erased: {erased.rows:,} payloads, {erased.vehicles} vehicles")


def _words(connection: sqlite3.Connection, who: str) -> list[str]:
    """Return the canonical form of what was meant: something on the list, if there is such."""
    meant = []
    with suppress(ValueError):
        meant.append(canonical(who))
    with suppress(ValueError):
        meant += [each.tag for each in understand(who)]
    meant.append(who.strip().upper())
    known = [word for word in meant if vehicles_with(connection, [word])]
    return (known or meant)[:1]


def _ask(wanted: Person, *, keep_vehicle: bool, yes: bool) -> None:
    """Let a person think twice before somebody stands before a closed gate."""
    if yes or keep_vehicle or not wanted.vehicles:
        return
    for vehicle in wanted.vehicles.values():
        name = display(str(vehicle["plate"] or "")) or "a vehicle"
        typer.echo(f"{name} is on the list ({vehicle['holder']}) and will not be let in any more.")
    if not typer.confirm("Erase it?"):
        raise ConfigError("nothing was erased; --keep-vehicle erases the journal only")


def _remember(config: Config, wanted: Person, *, keep_vehicle: bool) -> None:
    now = SystemClock(ClockSource(config.clock_source)).now()
    numbers = [f"vehicle:{number}" for number in wanted.vehicles]
    gone = [] if keep_vehicle else map(on_list, wanted.words)
    Erasures(config.data_dir / NAME).add(now.wall, [*wanted.words, *numbers, *gone])
