"""`[lane.….timing]` of `gate.toml`."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Final

from gate.core.settings import Timing
from gate.toml_table import Span, TomlTable

TIMING: Final[Mapping[str, Span]] = MappingProxyType(
    {
        "pulse": Span(0.2, 1),
        "pulse_gap": Span(0.3, 2),
        "settle": Span(2, 10),
        "open_nominal": Span(0.6, 10),
        "close_nominal": Span(0.6, 10),
        "open_max": Span(3, 75),
        "close_max": Span(3, 75),
        "release": Span(0.5, 3),
        "dead": Span(0.3, 1.5),
        "no_passage": Span(10, 60),
        "close_delay": Span(0, 10),
        "close_warning": Span(0, 30),
        "forced": Span(0.2, 4),
        "stuck": Span(60, 1800),
        "tamper": Span(5, 120),
        "open_too_long": Span(15, 600),
        "back_out": Span(1, 10),
        "exit_mask": Span(0, 10),
        "recovery": Span(30, 300),
        "order_max_age": Span(1, 15),
        "claim": Span(2, 60),
        "pairing": Span(0.5, 10),
        "confirmation": Span(0.1, 1),
    },
)
"""Seconds allowed for each field of `Timing`, a nominal time before its longest.

Sources: `gate/core/barrier/README.md` §2.
"""

LONGEST: Final = {"open_nominal": "open_max", "close_nominal": "close_max"}


def read_timing(table: TomlTable) -> Timing:
    """Read all times. The longest way follows the usual one: twice that and 2 s."""
    usual = asdict(Timing())
    seconds: dict[str, float] = {}
    for name, span in TIMING.items():
        seconds[name] = table.number(name, span, usual[name])
        if name in LONGEST:
            usual[LONGEST[name]] = 2 * seconds[name] + 2
    for nominal, longest in LONGEST.items():
        if table.is_sound(nominal, longest) and seconds[longest] <= seconds[nominal]:
            takes = f"longer than {nominal} ({seconds[nominal]:g} s)"
            table.problem(longest, f"must be {takes}, or every way ends in an alarm")
    return Timing(**seconds)
