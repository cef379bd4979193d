"""The units: systemd takes them, and they keep the promises of the two processes."""

import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "systemd"
UNITS = ("gate.service", "gate-web.service")
BACKUP = ("gate-backup.service", "gate-backup.timer")


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(delimiters="=", strict=False)
    parser.optionxform = str
    parser.read(FOLDER / name, encoding="utf-8")
    return parser


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", [*UNITS, *BACKUP])
def test_systemd_understands_every_line(name: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    copy = tmp_path / name
    for program in ("/opt/gate/bin/python", "/opt/gate/bin/gate"):
        text = text.replace(f"{program} ", f"{sys.executable} ")
    copy.write_text(text, encoding="utf-8")

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], check=False, capture_output=True, text=True
    )

    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_never_gives_up_and_waits_for_nobody(name: str) -> None:
    """The gate works without a network, a true clock or the pages, and so do the pages."""
    parser = unit(name)

    assert parser["Unit"]["StartLimitIntervalSec"] == "0"
    assert parser["Service"]["Restart"] == "always"
    assert not {"After", "Wants", "Requires", "BindsTo"} & set(parser["Unit"])


def test_a_hung_controller_is_dead_within_four_seconds() -> None:
    service = unit("gate.service")["Service"]

    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) + int(service["TimeoutAbortSec"]) <= 4


def test_whatever_ends_the_controller_its_relays_are_let_go() -> None:
    """The same program on the same configuration, and its failure is no reason not to restart."""
    service = unit("gate.service")["Service"]
    program, _, config = service["ExecStart"].rpartition(" ")

    assert program.endswith("-m gate")
    assert service["ExecStopPost"] == f"-/opt/gate/bin/python -m gate --release {config}"


def test_the_pin_library_may_write_to_its_folder() -> None:
    service = unit("gate.service")["Service"]

    assert service["Environment"] == f"LG_WD=%t/{service['RuntimeDirectory']}"


def test_the_two_processes_are_two_users_who_share_the_data() -> None:
    controller, web = (unit(name)["Service"] for name in UNITS)

    assert (controller["User"], web["User"]) == ("gate", "gate-web")
    assert controller["Group"] == web["Group"] == "gate-data"
    assert controller["UMask"] == web["UMask"] == "0007"


def test_the_pages_reach_no_device_and_no_secret_of_the_controller() -> None:
    web = unit("gate-web.service")["Service"]

    assert web["PrivateDevices"] == "yes"
    assert web["SupplementaryGroups"] == "gate-web"
    assert web["ReadWritePaths"] == "/var/lib/gate"
    assert int(web["CPUWeight"]) < int(unit("gate.service")["Service"]["CPUWeight"])


def test_every_night_is_saved_also_one_that_the_machine_was_off_for() -> None:
    timer, service = (unit(name) for name in reversed(BACKUP))

    assert timer["Timer"]["Persistent"] == "yes"
    assert service["Service"]["ExecStart"].endswith("backup --nightly")


def test_a_backup_disturbs_nobody_and_reaches_no_device_and_no_network() -> None:
    backup, web = (unit(name)["Service"] for name in (BACKUP[0], UNITS[1]))

    assert int(backup["CPUWeight"]) < int(web["CPUWeight"])
    assert backup["PrivateDevices"] == backup["PrivateNetwork"] == "yes"
    assert backup["ReadWritePaths"] == "/var/lib/gate"
