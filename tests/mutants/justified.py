"""Faults that no test notices, and why none can: the campaign fails on every other survivor."""

from collections.abc import Mapping
from typing import Final

JUSTIFIED: Final[Mapping[str, str]] = {}
"""A mutant's name → the reason. An entry that is killed, or names nothing, fails too."""
