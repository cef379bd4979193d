"""`gate replay`: what another configuration, or another list of vehicles, would have decided."""

import os
from collections import Counter
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.journal import replay_list
from gate.cli.journal.explain_words import badges, read_values
from gate.cli.journal.file import moment
from gate.cli.terminal.options import ConfigFile, configuration
from gate.config.gate_toml import Config
from gate.core.values.plates import display
from gate.core.values.row_kind import RowFamily
from gate.replay import Outcome, Replayed, Rules, decide_again
from gate.store.database import connect, snapshot
from gate.store.history import Choice, StoredRow, chosen
from gate.store.timetable import timetable
from gate.words.language import Language

app = subcommand("replay")

_COURTESY = 10  # a nice value: the controller's process comes first, also on one core

_WORDS = {
    Outcome.GRANTED: "would pass now",
    Outcome.DENIED: "would be denied now",
    Outcome.REASONS: "denied for other reasons",
    Outcome.UNKNOWN: "cannot be decided again",
}


@app.command()
def replay(
    ctx: typer.Context,
    config: ConfigFile = None,
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="WHEN", help='Like 01-11-2026 or "01-11-2026 06:00".')
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="WHEN", help="The same; that day too.")
    ] = "",
    registry: Annotated[
        Path | None,
        typer.Option(
            "--registry", metavar="FILE", help="Vehicles: a gate.db, or a list to import."
        ),
    ] = None,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="List those too that only have other reasons.")
    ] = False,
) -> None:
    """Decide again what the journal says was decided, and list what would change.

    With --config naming an edited gate.toml, this tells what its rules would do; it must name the
    same database. Vehicles are taken as they were at each decision, unless --registry says
    otherwise: another database, such as a restored backup, or a list of vehicles, which is tried
    out as if it had been imported now. Schedules and holidays are those of now. Nothing is written
    and nothing moves; the gate may run.

    Example: gate replay --from 01-11-2026 --config gate.new.toml
    """
    read = configuration(ctx, config)
    choice = Choice(
        since_us=moment(since, read.timezone, is_end=False),
        before_us=moment(until, read.timezone, is_end=True),
        kinds=f"{RowFamily.DECISION}.*",
    )
    rules = _rules(read, registry)
    os.nice(_COURTESY)
    language, found, begun = Language("en", read.timezone), Counter[Outcome](), perf_counter()
    with closing(connect(read.database, read_only=True)) as connection:
        for row in chosen(connection, read.gate_id, choice):
            done = decide_again(row, rules)
            found[done.outcome] += 1
            if done.outcome in {Outcome.GRANTED, Outcome.DENIED} or (
                reasons and done.outcome is Outcome.REASONS
            ):
                typer.echo(_line(row, done, language))
    _sum_up(found, perf_counter() - begun)


def _rules(config: Config, registry: Path | None) -> Rules:
    if registry is not None:
        book = replay_list.book(config, registry)
        return Rules(config.site, book.timetable, book)
    with closing(connect(config.database, read_only=True)) as connection, snapshot(connection):
        return Rules(config.site, timetable(connection, config.timezone))


def _line(row: StoredRow, done: Replayed, language: Language) -> str:
    payload = row.payload or {}
    plate = payload.get("plate")
    who = display(plate) if isinstance(plate, str) else " ".join(read_values(payload))
    was, now = badges(done.before, language) or "passed", badges(done.after, language) or "passes"
    when = language.local(row.wall_us / 1e6)
    return f"{when:%d-%m-%Y %H:%M:%S}  {row.lane:<10} {who:<12} {was} -> {now}"


def _sum_up(found: Counter[Outcome], seconds: float) -> None:
    total = found.total()
    rate = f", {total / seconds:,.0f} a second" if total else ""
    parts = [f"{found[each]:,} {words}" for each, words in _WORDS.items() if found[each]]
    typer.echo(f"{total:,} decisions{rate}: {', '.join(parts) or 'nothing would change'}")
