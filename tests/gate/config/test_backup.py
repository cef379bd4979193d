from pathlib import Path

import pytest

from gate.config.gate_toml import load
from gate.errors import ConfigError

EXAMPLE = (Path(__file__).parents[3] / "config" / "gate.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(f"{EXAMPLE}\n{text}", encoding="utf-8")
    return path


def test_without_a_table_backups_stand_beside_the_database(tmp_path: Path) -> None:
    config = load(written(tmp_path, ""))

    assert config.backup.folder == config.data_dir / "backups"
    assert (config.backup.keep, config.backup.passphrase_file) == (14, None)
    assert config.backup.describe() == [
        f"backups in {config.backup.folder}, the newest 14, not sealed"
    ]


def test_the_table_says_where_how_many_and_how_sealed(tmp_path: Path) -> None:
    table = '[backup]\nfolder = "/media/usb"\nkeep = 30\npassphrase_file = "backup.passphrase"\n'
    backup = load(written(tmp_path, table)).backup

    assert (backup.folder, backup.keep) == (Path("/media/usb"), 30)
    assert backup.passphrase_file == tmp_path / "backup.passphrase"
    assert backup.describe()[0].endswith(", sealed")
    assert "no backup is made" in backup.hints()[0]
    (tmp_path / "backup.passphrase").touch()
    assert backup.hints() == []


def test_none_is_no_number_of_backups(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[backup\] keep"):
        load(written(tmp_path, "[backup]\nkeep = 0\n"))
