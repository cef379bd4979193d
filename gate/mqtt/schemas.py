"""The JSON Schemas of what goes over the broker, in the folder `schemas` beside this file."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

Validate = Callable[[Any], Any]


def text(name: str) -> str:
    """Return a schema by its name, such as `order`."""
    return files("gate.mqtt").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")


@cache
def validator(name: str) -> Validate:
    """Return what raises ValueError for a value that is not as the schema says.

    Made when it is first wanted: most gates take no orders, and a start should be quick.
    """
    import fastjsonschema  # noqa: PLC0415 - as above

    check: Validate = fastjsonschema.compile(json.loads(text(name)))
    return check
