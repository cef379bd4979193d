"""A lane that is wired in two places: pins of this machine, and boards on a line."""

from collections.abc import Sequence
from contextlib import ExitStack

from gate.core.values.model import Input, Output
from gate.ports import LaneInputs, Outputs


class JoinedInputs:
    """Implements `gate.ports.LaneInputs` over several, each with contacts of its own."""

    def __init__(self, parts: Sequence[LaneInputs]) -> None:
        self._parts = parts

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        """Return (active, unknown) of all."""
        samples = [part.sample() for part in self._parts]
        return (
            frozenset[Input]().union(*(active for active, _ in samples)),
            frozenset[Input]().union(*(unknown for _, unknown in samples)),
        )


class JoinedOutputs:
    """Implements `gate.ports.Outputs` over several; each leaves alone what it does not have."""

    def __init__(self, parts: Sequence[Outputs]) -> None:
        self._parts = parts

    def energise(self, output: Output, at_most: float | None) -> None:
        """Turn on, where it is."""
        for part in self._parts:
            part.energise(output, at_most)

    def release(self, output: Output) -> None:
        """Turn off, where it is."""
        for part in self._parts:
            part.release(output)

    def release_all(self) -> None:
        """Turn everything off everywhere, whatever fails in between."""
        with ExitStack() as stack:
            for part in self._parts:
                stack.callback(part.release_all)

    def heartbeat(self) -> None:
        """Let `permit` beat, where it is."""
        for part in self._parts:
            part.heartbeat()
