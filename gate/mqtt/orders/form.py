"""An order as it comes over the broker: bytes → what was wanted, checked against its schema."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Never

from gate.core.values.events import Action
from gate.core.values.orders import CATALOGUE, Arguments
from gate.mqtt import schemas

LARGEST = 4096
"""Bytes of the longest order we read."""


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What a client wrote; `issued_at` and `until` are POSIX seconds."""

    id: str
    lane: str
    action: Action
    reason: str
    issued_at: float
    arguments: Arguments


def read(payload: bytes) -> OrderForm:
    """Read an order; ValueError when it is none."""
    if len(payload) > LARGEST:
        raise ValueError("too long")
    try:
        fields = json.loads(payload, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    schemas.validator("order")(fields)
    return _form(fields)


def _form(fields: Mapping[str, str | float]) -> OrderForm:
    action = Action(str(fields["action"]))
    return OrderForm(
        id=str(fields["id"]),
        lane=str(fields["lane"]),
        action=action,
        reason=str(fields["reason"]),
        issued_at=float(fields["issued_at"]),
        arguments={argument: fields.get(argument) for argument in CATALOGUE[action].arguments},
    )


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number")
