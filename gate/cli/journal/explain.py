"""`gate explain`: would this vehicle pass, and why not, in plain words."""

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.journal.explain_words import Case, lines
from gate.cli.journal.file import moment
from gate.cli.lane.order import moment as clocks
from gate.cli.terminal.options import ConfigFile, configuration
from gate.config.gate_toml import Config
from gate.config.toml_table import did_you_mean
from gate.core.access.access import Circumstances, Sighting, decide
from gate.core.access.book import PermitBook
from gate.core.lane.memory import memory_key, remembered
from gate.core.occupancy.occupancy import Occupancy
from gate.core.values.commands import Json
from gate.core.values.model import Credential, Instant, Medium
from gate.core.values.plates import canonical, display
from gate.core.values.tags import understand
from gate.errors import ConfigError
from gate.registry import pass_codes
from gate.store import permits, state
from gate.store.database import connect
from gate.words.language import Language

app = subcommand("explain")


@app.command()
def explain(
    ctx: typer.Context,
    shown: Annotated[str, typer.Argument(metavar="PLATE|TAG|CODE", help="What it shows.")],
    config: ConfigFile = None,
    *,
    at: Annotated[
        str, typer.Option(metavar="WHEN", help='Like "31-12-2026 21:30"; now, if left out.')
    ] = "",
    lane: Annotated[str, typer.Option(metavar="LANE", help="Only at this lane.")] = "",
) -> None:
    """Say whether a vehicle would pass at each lane, every objection, and what is known of it.

    It is decided as the gate does, for a vehicle that stands at the boom and shows this and
    nothing else. Nothing is written; the gate may run. With --at the rest is as it is now.

    Example: gate explain "N 1234 AP" --lane masuk --at "17-08-2026 06:30"
    """
    read = configuration(ctx, config)
    if lane and lane not in read.lanes:
        guess = did_you_mean(lane, read.lanes) or f"; there is {', '.join(read.lanes)}"
        raise ConfigError(f'no lane "{lane}"{guess}')
    with closing(connect(read.database, read_only=True)) as connection:
        known = Known(
            read, permits.load(connection, read.timezone), state.load(connection), _at(read, at)
        )
    credential = _understood(shown, known.book)
    typer.echo(known.title(credential))
    for name in [lane] if lane else read.lanes:
        for line in lines(known.case(name, credential)):
            typer.echo(line)


@dataclass(frozen=True, slots=True)
class Known:
    """All that a decision rests on, as the database has it."""

    config: Config
    book: PermitBook
    memory: Mapping[str, Json]
    now: Instant

    def title(self, credential: Credential) -> str:
        """Name the vehicle."""
        vehicle = self.book.vehicle(credential)
        permit = None if vehicle is None else self.book.permit(vehicle)
        if permit is None:
            return _spelled(credential)
        named = display(permit.plate) if permit.plate else _spelled(credential)
        return f"{named}: vehicle {permit.vehicle}, {permit.category}"

    def case(self, lane: str, credential: Credential) -> Case:
        """Decide for a vehicle that stands at a lane's boom and shows this."""
        config, settings = self.config, self.config.lanes[lane].settings
        lockdown = remembered(self.memory.get(memory_key(lane))).lockdown
        occupancy = Occupancy(config.zones, self.book, self.memory)
        circumstances = Circumstances(
            lane=lane,
            now=self.now,
            lockdown=lockdown is not None,
            min_confidence=settings.min_confidence,
            untrusted_clock=config.untrusted_clock,
            plates=config.plates,
            presence=occupancy.presence(lane, self.book.timetable.calendar),
        )
        seen = (Sighting("", credential, None, self.now.monotonic),)
        decision = decide(seen, self.book, circumstances)
        return Case(config, Language("en", config.timezone), circumstances, decision, lockdown)


def _at(config: Config, text: str) -> Instant:
    now = clocks(config)
    wall_us = moment(text, config.timezone, is_end=False)
    return now if wall_us is None else Instant(now.monotonic, wall_us / 1e6, trusted=True)


def _understood(text: str, book: PermitBook) -> Credential:
    """Return the credential that is meant: one that somebody has, else the likeliest."""
    meant = list(_meanings(text))
    if not meant:
        raise ConfigError(f"neither a plate nor a tag nor a code: {text}")
    return next((each for each in meant if book.vehicle(each) is not None), meant[0])


def _meanings(text: str) -> Iterator[Credential]:
    with suppress(ValueError):
        yield Credential(Medium.PLATE, canonical(text))
    with suppress(ValueError):
        for understood in understand(text):
            yield Credential(Medium.TAG, understood.tag)
    with suppress(ValueError):
        yield Credential(Medium.CODE, pass_codes.canonical(text))


def _spelled(credential: Credential) -> str:
    plate = credential.medium is Medium.PLATE
    return display(credential.value) if plate else f"{credential.medium} {credential.value}"
