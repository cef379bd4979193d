"""What the child process of a backup is told; it loads nothing of the registry or the pages."""

import json
from dataclasses import asdict, dataclass

from gate.core.values.model import Instant


@dataclass(frozen=True, slots=True)
class Order:
    """One backup: from which configuration, where to, sealed with what, ordered by whom and when.

    `data_dir` is where the database is, whatever the configuration says.
    """

    toml: str
    data_dir: str
    target: str
    passphrase: str
    actor: str | None
    boot_id: str
    now: Instant

    @property
    def text(self) -> str:
        """Write it as one line, for a pipe that nobody else reads."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def read(cls, text: str) -> "Order":
        """Read back what `text` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"now": Instant(**fields["now"])})
