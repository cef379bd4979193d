"""The kernel's own GPIO simulator: lines that a driver claims, with their far ends in our hand."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

LINES = 28
"""As many as the header of a Raspberry Pi numbers."""

_CONFIG = Path("/sys/kernel/config/gpio-sim")
_DEVICES = Path("/sys/devices/platform")
_KEEPS_LEVELS = Path("/sys/module/gpio_sim/parameters/persist")
_TRACING = Path("/sys/kernel/tracing")
_CHANGE = re.compile(
    r"(?P<at>\d+\.\d+): gpio_(?:value: (?P<driven>\d+) set (?P<level>[01])"
    r"|direction: (?P<turned>\d+) +(?P<way>in|out))"
)


def keep_levels(*, on: bool) -> None:
    """Let a line that is let go keep the level it was driven to, as Raspberry Pi kernels do."""
    _KEEPS_LEVELS.write_text("Y" if on else "N", encoding="ascii")


@dataclass(frozen=True, slots=True)
class Change:
    """What a driver made the kernel do: a line driven "high" or "low", or made "in" or "out".

    `at` is seconds on CLOCK_MONOTONIC.
    """

    at: float
    line: int
    what: str


class Chip:
    """/dev/gpiochipN while entered."""

    def __init__(self, name: str) -> None:
        self._config = _CONFIG / name
        self._bank = self._config / "bank0"

    def __enter__(self) -> Self:
        self._bank.mkdir(parents=True)
        (self._bank / "num_lines").write_text(str(LINES), encoding="ascii")
        self._live(on=True)
        self.name = (self._bank / "chip_name").read_text(encoding="ascii").strip()
        device = _DEVICES / (self._config / "dev_name").read_text(encoding="ascii").strip()
        self._lines = device / self.name
        first = next(device.glob("gpio/gpiochip*/base"))
        self._first = int(first.read_text(encoding="ascii"))
        (_TRACING / "trace_clock").write_text("mono", encoding="ascii")
        (_TRACING / "events/gpio/gpio_value/filter").write_text("get == 0", encoding="ascii")
        (_TRACING / "events/gpio/enable").write_text("1", encoding="ascii")
        self.forget()
        return self

    def __exit__(self, *_: object) -> None:
        self._live(on=False)
        self._bank.rmdir()
        self._config.rmdir()

    @property
    def number(self) -> int:
        return int(self.name.removeprefix("gpiochip"))

    def is_high(self, line: int) -> bool:
        """The level of a line, whoever makes it."""
        return self._file(line, "value").read_text(encoding="ascii").strip() == "1"

    def is_pulled_up(self, line: int) -> bool:
        return self._file(line, "pull").read_text(encoding="ascii").strip() == "pull-up"

    def pull(self, line: int, *, up: bool) -> None:
        """Pull a line from outside; what drives it is stronger."""
        self._file(line, "pull").write_text("pull-up" if up else "pull-down", encoding="ascii")

    def changes(self) -> list[Change]:
        """All that drivers have done with the lines since the last `forget`, in order."""
        found = _CHANGE.finditer((_TRACING / "trace").read_text(encoding="ascii"))
        return [
            Change(
                float(each["at"]),
                int(each["driven"] or each["turned"]) - self._first,
                each["way"] or ("high" if each["level"] == "1" else "low"),
            )
            for each in found
        ]

    def driven(self, line: int) -> list[str]:
        """The levels that one line was driven to."""
        return [
            each.what
            for each in self.changes()
            if each.line == line and each.what in {"high", "low"}
        ]

    def forget(self) -> None:
        """Begin the record of changes anew."""
        (_TRACING / "trace").write_text("", encoding="ascii")

    def _file(self, line: int, name: str) -> Path:
        return self._lines / f"sim_gpio{line}" / name

    def _live(self, *, on: bool) -> None:
        (self._config / "live").write_text("1" if on else "0", encoding="ascii")
