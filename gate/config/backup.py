"""`[backup]` of `gate.toml`: where the nightly backups go, and how many of them stay."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gate.config.toml_table import Span, TomlTable

KEPT: Final = Span(1, 365)


@dataclass(frozen=True, slots=True)
class BackupConfig:
    """Nightly backups. Sealed when there is a passphrase, which stands in a file of its own."""

    folder: Path
    keep: int
    passphrase_file: Path | None

    def describe(self) -> list[str]:
        """Return one line for the backups."""
        cover = "sealed" if self.passphrase_file else "not sealed"
        return [f"backups in {self.folder}, the newest {self.keep}, {cover}"]

    def hints(self) -> list[str]:
        """Return what keeps tonight's backup from being made."""
        file = self.passphrase_file
        if file is None or file.exists():
            return []
        return [f"[backup] passphrase_file: there is no {file}, so no backup is made"]


def read_backup(table: TomlTable, data: Path) -> BackupConfig:
    """Read where backups go; by default into the data directory, which dies with the same card."""
    return BackupConfig(
        folder=table.file_path("folder") if table.has("folder") else data / "backups",
        keep=table.integer("keep", KEPT, 14),
        passphrase_file=table.file_path("passphrase_file")
        if table.has("passphrase_file")
        else None,
    )
