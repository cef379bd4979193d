"""Who edits the registry, at which gate and when."""

from dataclasses import dataclass

from gate.core.values.model import Instant


@dataclass(frozen=True, slots=True)
class Author:
    """Goes into the journal row of an edit.

    `actor` is `user:<number>` or `cli`, never a name; None is the gate itself (someone who is not
    signed in yet). `boot_id` names the boot that `now.monotonic` belongs to.
    """

    gate_id: str
    boot_id: str
    actor: str | None
    now: Instant

    @property
    def seconds(self) -> int:
        """The wall clock in whole POSIX seconds, as the tables keep it."""
        return int(self.now.wall)
