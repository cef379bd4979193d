"""One order from the terminal: who gives it and why, through the controller's socket."""

import asyncio
import os
import pwd
import re
from pathlib import Path
from typing import Final
from uuid import uuid4

import typer

from gate.cli import FAULT
from gate.cli.lane.words import reason_refused
from gate.clock import ClockSource, SystemClock, boot_id
from gate.config.gate_toml import Config
from gate.config.toml_table import did_you_mean
from gate.controller import orders
from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Instant
from gate.core.values.orders import (
    LONGEST_REASON,
    NO_ARGUMENTS,
    Arguments,
    OrderError,
    complete,
)
from gate.errors import ConfigError, DeviceError
from gate.status import file as status_file
from gate.status.model import Status
from gate.words.language import Language

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,31}")


def give(  # noqa: PLR0913 - an order has as many parts
    config: Config,
    lane: str,
    action: Action,
    reason: str,
    name: str,
    arguments: Arguments = NO_ARGUMENTS,
    *,
    place: str = "",
) -> None:
    """Give an order and say whether it was taken; exits with FAULT when it was not.

    `name` is who orders, empty = the user of this system; `place` is what the order is about, if
    not the lane.
    """
    _check(config, lane, reason)
    bare = OrderGiven(
        id=uuid4().hex,
        lane=lane,
        action=action,
        actor=f"cli:{_name(name)}",
        reason=" ".join(reason.split()),
        issued=moment(config).monotonic,
    )
    try:
        given = complete(bare, arguments)
    except OrderError as error:
        raise ConfigError(str(error)) from error
    _check_socket(config.orders_socket)
    refusal = asyncio.run(orders.send(config.orders_socket, given, boot_id()))
    if refusal is not None:
        language = Language("en", config.timezone)
        typer.echo(f"gate: {place or lane}: {reason_refused(refusal, action, language)}", err=True)
        raise typer.Exit(FAULT)
    typer.echo(f"{place or lane}: accepted: {action.replace('_', ' ')}")


def _check(config: Config, lane: str, reason: str) -> None:
    if lane not in config.lanes:
        guess = did_you_mean(lane, config.lanes) or f"; there is {', '.join(config.lanes)}"
        raise ConfigError(f'no lane "{lane}"{guess}')
    if not reason.strip():  # at a terminal every order has one
        raise ConfigError(f"give a reason of at most {LONGEST_REASON} characters")


def _check_socket(path: Path) -> None:
    """Tell somebody without the right from a controller that does not run."""
    hidden = path.parent.is_dir() and not os.access(path.parent, os.X_OK)
    if hidden or (path.exists() and not os.access(path, os.W_OK)):
        raise DeviceError(f"{path}: you may not give orders; use sudo, or join the socket's group")


def _name(given: str) -> str:
    """Return who orders: as said, else who called sudo, else the system's user."""
    name = given or os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    if not _NAME.fullmatch(name):
        raise ConfigError(f"not a name: {name}; use up to 32 letters, digits, dots and dashes")
    return name


def status(config: Config) -> Status:
    """Return what the controller says now; DeviceError when it does not run."""
    found = status_file.read_alive(config.status_file, boot_id(), moment(config))
    if found is None:
        raise DeviceError(
            f"{config.status_file}: no sign of life: is gate.service running, and may you read"
            " this?"
        )
    return found


def moment(config: Config) -> Instant:
    """Read the clocks as the controller does."""
    return SystemClock(ClockSource(config.clock_source)).now()
