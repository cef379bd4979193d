"""`gate holiday`: days on which schedules hold otherwise, or not at all."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import MISUSE, subcommand
from gate.cli.terminal.files import to_read
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show
from gate.cli.terminal.wording import sentence, worded
from gate.registry import dates
from gate.registry.database import editing, reading
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import holiday_file, holidays
from gate.registry.timetable.holiday_file import HolidayFileError
from gate.registry.timetable.holiday_proposal import propose as propose_year
from gate.registry.timetable.holidays import Days

app = subcommand("holiday")

Day = Annotated[str, typer.Argument(metavar="DATE", help="Like 17-08-2027.")]


@app.command()
def add(
    ctx: typer.Context,
    day: Day,
    name: Annotated[str, typer.Argument(help='Shown to the guard, e.g. "Hari Kemerdekaan".')],
    config: ConfigFile = None,
) -> None:
    """Add a holiday, or rename one. The gate knows it within a second.

    Example: gate holiday add 17-08-2027 "Hari Kemerdekaan"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        when = _day(day)
        holidays.put(session, {when: name}, author=author(read))
    typer.echo(f"{dates.spell(when)} is a holiday.")


@app.command("list")
def list_(
    ctx: typer.Context,
    year: Annotated[int | None, typer.Argument(help="Only this year.")] = None,
    config: ConfigFile = None,
) -> None:
    """List holidays by date.

    Example: gate holiday list 2027
    """
    with registry(configuration(ctx, config)) as engine, reading(engine) as session:
        known = holidays.everyone(session)
    rows = [_cells(day, name) for day, name in known.items() if year in {None, day.year}]
    show(("date", "day", "name"), rows)


@app.command()
def remove(
    ctx: typer.Context,
    days: Annotated[list[str], typer.Argument(metavar="DATE...", help="Like 17-08-2027.")],
    config: ConfigFile = None,
) -> None:
    """Make holidays ordinary days again.

    Example: gate holiday remove 17-08-2027
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        gone = holidays.remove(session, map(_day, days), author=author(read))
    for day in gone:
        typer.echo(f"{dates.spell(day)} is no holiday any more.")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Dates and names.")],
    config: ConfigFile = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Add and rename holidays from a CSV file: all of it, or nothing when a row is wrong.

    Headings: tanggal and nama, or date and name; without headings the date comes first. Holidays
    that are not in the file stay.

    Example: gate holiday import libur-2027.csv --dry-run
    """
    read = configuration(ctx, config)
    found = _read(to_read(file))
    with registry(read) as engine, worded():
        with reading(engine) as session:
            known = holidays.everyone(session)
        if not dry_run:
            with editing(engine) as session:
                holidays.put(session, found, author=author(read))
    if dry_run:
        _show_plan(found, {day: name for day, name in known.items() if day in found}, done=False)
    note = "; nothing was written" if dry_run else ""
    typer.echo(f"{file.name}: {_counts(found, known)}{note}")


@app.command()
def propose(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(min=2000, max=2099)],
    config: ConfigFile = None,
    *,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Write it; without this it is only shown.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="DATE", help="Leave a day out; may be repeated."),
    ] = None,
    joint_leave: Annotated[bool, typer.Option(help="With cuti bersama.")] = True,
) -> None:
    """Propose Indonesia's public holidays and joint leave of a year.

    Compare them with the joint decree of the ministers (SKB) before you confirm: "perkiraan" marks
    a day that is estimated, and joint leave is known only once decreed.

    Example: gate holiday propose 2027
    """
    read = configuration(ctx, config)
    proposal = propose_year(year)
    proposed = proposal.days if joint_leave else proposal.public
    with registry(read) as engine, worded():
        left_out = set(map(_day, without or ()))
        found = {day: name for day, name in proposed.items() if day not in left_out}
        with reading(engine) as session:
            known = holidays.everyone(session)
        if confirm:
            with editing(engine) as session:
                holidays.put(session, found, author=author(read))
    its = {day: name for day, name in known.items() if day.year == year}
    _show_plan(found, its, done=confirm)
    note = "" if confirm else "; nothing was written, see --confirm"
    typer.echo(f"{year}: {_counts(found, known)}{note}", err=not confirm)


def _read(file: Path) -> Days:
    try:
        return holiday_file.read(file.name, file.read_bytes())
    except OSError as error:
        raise HolidayFileError(f"{file}: {error.strerror}") from error
    except HolidayFileError as error:
        if not error.rows:
            raise
        for number, problem in error.rows:
            typer.echo(f"{file.name}: row {number}: {sentence(problem)}", err=True)
        typer.echo(f"{error}; nothing was imported", err=True)
        raise typer.Exit(MISUSE) from error


def _day(text: str) -> date:
    try:
        return dates.parse(text)
    except ValueError:
        raise FormError({"day": Problem(ProblemCode.DATE_WRONG, {"text": text})}) from None


def _show_plan(found: Days, known: Days, *, done: bool) -> None:
    """List each day with what became of it, or would."""
    rows = [
        (*_cells(day, found.get(day, known.get(day, ""))), _result(day, found, known, done=done))
        for day in sorted({*found, *known})
    ]
    show(("date", "day", "name", "result"), rows)


def _result(day: date, found: Days, known: Days, *, done: bool) -> str:
    if day not in found:
        return "stays"
    if day not in known:
        return f"{_would(done=done)}added"
    if found[day] == known[day]:
        return "unchanged"
    return f"{_would(done=done)}renamed from {known[day]}"


def _would(*, done: bool) -> str:
    return "" if done else "would be "


def _counts(found: Days, known: Days) -> str:
    new = len(found.keys() - known.keys())
    changed = sum(found[day] != known[day] for day in found.keys() & known.keys())
    return f"{new} added, {changed} renamed, {len(found) - new - changed} unchanged"


def _cells(day: date, name: str) -> tuple[str, str, str]:
    return dates.spell(day), f"{day:%A}", name
