import os
import stat
from pathlib import Path

import pytest

from gate.errors import ConfigError
from hardware.osdp import key as osdp_key

TEXT = "4A1D0B7785C2E6F0934B5A6C7D8E9FA1"
KEY = bytes.fromhex(TEXT)
OWNER = (os.getuid(), os.getgid())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reader.key"


def test_a_key_that_is_stored_is_loaded_and_only_its_owner_can_read_it(path: Path):
    osdp_key.store(path, KEY, OWNER)

    assert osdp_key.load(path) == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_key_takes_its_place_and_nothing_is_left_behind(path: Path):
    osdp_key.store(path, osdp_key.generate(), OWNER)
    osdp_key.store(path, KEY, OWNER)

    assert osdp_key.load(path) == KEY
    assert list(path.parent.iterdir()) == [path]


def test_it_belongs_to_whom_the_gate_s_data_belongs_to(path: Path, monkeypatch):
    given = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda _, *owner: given.append(owner))

    osdp_key.store(path, KEY, (990, 991))

    assert given == [(990, 991)]


def test_it_is_not_given_away_without_the_right_to(path: Path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    osdp_key.store(path, KEY, (990, 991))

    assert path.stat().st_uid == os.getuid()


def test_new_keys_differ():
    assert len({osdp_key.generate() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "text", [TEXT.lower(), f" {TEXT}\n", "4A-1D-0B-77 85:C2E6F0934B5A6C7D8E9FA1"]
)
def test_a_key_is_read_however_it_is_written(text: str):
    assert osdp_key.parse(text) == KEY


@pytest.mark.parametrize("text", ["", TEXT[1:], TEXT + "00", "G" * 32])
def test_what_is_no_key_is_refused(text: str):
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        osdp_key.parse(text)


@pytest.mark.parametrize("text", ["303132333435363738393A3B3C3D3E3F", "0" * 32, "F" * 32])
def test_a_key_that_everybody_knows_is_refused(text: str):
    with pytest.raises(ValueError, match="everybody knows"):
        osdp_key.parse(text)


def test_a_key_that_others_can_read_is_refused(path: Path):
    osdp_key.store(path, KEY, OWNER)
    path.chmod(0o640)

    with pytest.raises(ConfigError, match="chmod 600"):
        osdp_key.load(path)


def test_a_missing_key_is_told_with_the_command_that_writes_it(path: Path):
    with pytest.raises(ConfigError, match="gate osdp key set"):
        osdp_key.load(path)


def test_what_a_bad_file_holds_is_not_told(path: Path):
    path.touch(mode=0o600)
    path.write_text("secret words")

    with pytest.raises(ConfigError) as caught:
        osdp_key.load(path)

    assert "secret" not in str(caught.value)
