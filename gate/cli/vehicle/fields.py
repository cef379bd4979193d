"""The fields of a vehicle and their values, as the terminal words them."""

from collections.abc import Mapping
from typing import Any

from gate.cli.terminal.wording import sentence
from gate.config.gate_toml import Config
from gate.core.values.plates import display
from gate.registry import dates, pass_codes
from gate.registry.vehicle_import.plan import Result, RowOutcome

_NOTHING = "-"


def differences(changes: Mapping[str, tuple[Any, Any]], config: Config) -> str:
    """Write what changed: `holder: Siti -> Budi; valid until: 31-12-2026 -> 31-12-2027`."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {value(name, old, config)} -> {value(name, new, config)}"
        for name, (old, new) in changes.items()
    )


def value(name: str, what: Any, config: Config) -> str:  # noqa: ANN401 - of any field
    """Write the value of one field."""
    if what in (None, "", (), []):
        return _NOTHING
    if isinstance(what, list | tuple):
        return " ".join(map(pass_codes.spell if name == "codes" else str, what))
    match name:
        case "plate":
            return display(what)
        case "valid_from":
            return dates.spell_start(what, config.timezone)
        case "valid_until":
            return dates.spell_end(what, config.timezone)
        case _:
            return str(what)


def problems(outcome: RowOutcome, headings: Mapping[str, str]) -> list[str]:
    """Say what each cell of a wrong row needs."""
    found = []
    for field, problem in outcome.problems.items():
        cell = "" if "text" in problem.params else f" {outcome.found[field]!r}"
        found.append(f"{headings.get(field, field)}{cell}: {sentence(problem)}")
    return found


def about(outcome: RowOutcome, headings: Mapping[str, str], config: Config) -> str:
    """Say what changes in a row, or what it needs."""
    if outcome.result is Result.WRONG:
        return "; ".join(problems(outcome, headings))
    return differences(outcome.changes, config)
