"""`gate visitor`: passes of visitors."""

from pathlib import Path
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.clock import shown
from gate.cli.terminal.files import to_write
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show as show_table
from gate.cli.terminal.wording import worded
from gate.config.gate_toml import Config
from gate.core.values.plates import display
from gate.errors import ConfigError, StoreError
from gate.registry import pass_codes
from gate.registry.database import editing, reading
from gate.registry.visitors import list as visit_list
from gate.registry.visitors import passes as visits
from gate.registry.visitors import qr as pass_image
from gate.registry.visitors.form import VisitForm
from gate.registry.visitors.list import VisitView, Which

app = subcommand("visitor")

Pass = Annotated[str, typer.Argument(metavar="CODE|PLATE", help="E.g. 7K4-92M, or its plate.")]
Until = Annotated[
    str, typer.Option(metavar="TIME", help="Like 16:00, 31-12-2026 or 31-12-2026 16:00.")
]


@app.command()
def add(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    plate: Annotated[
        str, typer.Argument(help='E.g. "N 1234 AP"; without one a code is made.')
    ] = "",
    config: ConfigFile = None,
    *,
    host: Annotated[str, typer.Option(help="The department that is visited.")],
    name: Annotated[str, typer.Option(help="Who comes.")] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "",
    phone: Annotated[str, typer.Option()] = "",
    since: Annotated[
        str, typer.Option("--from", metavar="TIME", help="From when; now if not given.")
    ] = "",
    until: Until = "",
    once: Annotated[bool, typer.Option("--once", help="Let it in one time only.")] = False,
    code: Annotated[bool, typer.Option(help="Make a pass code.")] = True,
) -> None:
    """Make a visitor's pass, from now until 16:00 unless said otherwise.

    The code opens at a scanner and the plate at a camera, whichever is shown. The gate knows it
    within a second.

    Example: gate visitor add "P 2750 RS" --host Dispendukcapil --once
    """
    read = configuration(ctx, config)
    form = VisitForm(
        plate=plate,
        host=host,
        visitor=name,
        purpose=purpose,
        phone=phone,
        starts=since,
        ends=until,
        entries="1" if once else "",
        with_code=code,
    )
    with registry(read) as engine, worded(), editing(engine) as session:
        made = visits.issue(session, form, author=author(read), zone=read.timezone)
    typer.echo(f"{_title(made)}: pass until {shown(made.ends_at, read)}.")


@app.command("list")
def list_(
    ctx: typer.Context,
    which: Annotated[Which, typer.Argument(help="Which passes.")] = Which.TODAY,
    config: ConfigFile = None,
) -> None:
    """List passes: today's, those valid now, visitors inside, those who stay too long.

    Example: gate visitor list inside
    """
    read = configuration(ctx, config)
    wall = author(read).now.wall
    with registry(read) as engine, reading(engine) as session:
        found = visit_list.listed(session, which, wall, read.timezone)
    headings = ("code", "plate", "visitor", "to", "from", "until", "state", "inside since")
    show_table(headings, [_cells(each, wall, read) for each in found])


@app.command()
def show(ctx: typer.Context, which: Pass, config: ConfigFile = None) -> None:
    """Say everything about a pass.

    Example: gate visitor show 7K4-92M
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), reading(engine) as session:
        found = visit_list.find(session, which)
    state = found.state(author(read).now.wall)
    lines = {
        "visitor": found.visitor,
        "to": found.host,
        "purpose": found.purpose,
        "phone": found.phone,
        "from": shown(found.starts_at, read),
        "until": shown(found.ends_at, read),
        "entries": "any number" if found.entries is None else str(found.entries),
        "state": f"{state}: {found.blocked}" if found.blocked else state.value,
        "inside": _inside(found, read),
        "made by": found.issued_by or "",
        "made at": shown(found.issued_at, read),
    }
    typer.echo(_title(found))
    for name, value in lines.items():
        if value:
            typer.echo(f"  {name}: {value}")


@app.command()
def end(ctx: typer.Context, which: Pass, config: ConfigFile = None) -> None:
    """End a pass before its time.

    Example: gate visitor end 7K4-92M
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        found = visit_list.find(session, which)
        ended = visits.end(session, found.id, author=author(read))
    typer.echo(f"{_title(ended)}: pass over since {shown(ended.ends_at, read)}.")


@app.command()
def extend(
    ctx: typer.Context, which: Pass, config: ConfigFile = None, *, until: Until = ""
) -> None:
    """Let a pass count longer, until 16:00 unless said otherwise.

    Example: gate visitor extend 7K4-92M --until 17:30
    """
    read = configuration(ctx, config)
    who = author(read)
    with registry(read) as engine, worded(), editing(engine) as session:
        found = visit_list.find(session, which)
        longer = visits.extend(session, found.id, until, author=who, zone=read.timezone)
    typer.echo(f"{_title(longer)}: pass until {shown(longer.ends_at, read)}.")


@app.command()
def qr(
    ctx: typer.Context,
    which: Pass,
    config: ConfigFile = None,
    *,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Write it there, to be printed.")
    ] = None,
) -> None:
    """Show the QR code of a pass, which holds its code and nothing else.

    Example: gate visitor qr 7K4-92M --svg izin.svg
    """
    read = configuration(ctx, config)
    if svg is not None:
        to_write(svg)
    with registry(read) as engine, worded(), reading(engine) as session:
        found = visit_list.find(session, which)
    if found.code is None:
        raise ConfigError(f"{_title(found)}: this pass goes by its plate and has no code")
    if svg is None:
        typer.echo(pass_image.text(found.code), nl=False)
    else:
        try:
            svg.write_text(pass_image.svg(found.code), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{svg}: {error.strerror}; name a file that can be written") from error
    typer.echo(pass_codes.spell(found.code))


def _title(view: VisitView) -> str:
    names = (pass_codes.spell(view.code or ""), display(view.plate or ""))
    return ", ".join(filter(None, names)) or f"Pass {view.id}"


def _cells(view: VisitView, wall: float, config: Config) -> tuple[str, ...]:
    return (
        pass_codes.spell(view.code or ""),
        display(view.plate or ""),
        view.visitor,
        view.host,
        shown(view.starts_at, config),
        shown(view.ends_at, config),
        view.state(wall),
        _inside(view, config),
    )


def _inside(view: VisitView, config: Config) -> str:
    if not view.inside:
        return ""
    return "yes" if view.since is None else f"since {shown(view.since, config)}"
