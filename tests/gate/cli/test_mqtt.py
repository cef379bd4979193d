from dataclasses import replace
from pathlib import Path

import pytest

from gate.clock import boot_id, monotonic
from gate.status.file import write
from gate.status.model import BrokerStatus
from tests.gate.cli.command import Gate
from tests.gate.mqtt.reporter import alarm
from tests.gate.status.whole import whole
from tests.mosquitto import Broker

pytestmark = pytest.mark.broker


@pytest.fixture
def reporting(site: Path, tmp_path: Path):
    """The site reports to a broker that is not started yet."""
    broker = Broker(tmp_path / "broker")
    with site.open("a") as text:
        text.write(f'\n[mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\ntls = false\n')
    yield broker
    broker.stop()


def write_status(site: Path, **broker: object) -> None:
    """As a controller writes it that runs now."""
    facts = BrokerStatus(configured=True, connected=True, since=1.7e9, backlog=3, reason=None)
    told = replace(
        whole(),
        boot_id=boot_id(),
        monotonic=monotonic() + 3600,
        alarms=(alarm("mqtt_twin", None),),
        broker=replace(facts, **broker),
    )
    write(site.with_name("status.json"), told)


def test_without_a_broker_there_is_nothing_to_tell(gate: Gate):
    for command in ("status", "test", "forget"):
        done = gate("mqtt", command)

        assert done.code == 2
        assert "there is no table [mqtt]" in done.err


def test_a_controller_that_does_not_run_reports_nothing(gate: Gate, reporting: Broker):
    done = gate("mqtt", "status")

    assert done.code == 1
    assert f"broker 127.0.0.1 port {reporting.port}, without login" in done.out
    assert "the controller does not run" in done.err


@pytest.mark.usefixtures("reporting")
def test_the_status_tells_since_when_and_what_waits(gate: Gate, site: Path):
    write_status(site)
    done = gate("mqtt", "status")

    assert done.code == 0
    assert "connected since Wed 15-11-2023 05:13" in done.out
    assert "journal rows that wait: 3" in done.out
    assert "alarm: mqtt_twin since" in done.out


@pytest.mark.usefixtures("reporting")
def test_the_status_tells_why_there_is_no_connection(gate: Gate, site: Path):
    write_status(site, connected=False, reason="refused: Not authorized")
    done = gate("mqtt", "status")
    write_status(site, connected=False, since=None)
    never = gate("mqtt", "status")

    assert (done.code, done.err) == (1, "gate: refused: Not authorized\n")
    assert never.err == "gate: never connected yet\n"


def test_a_trial_tells_each_step(gate: Gate, reporting: Broker):
    with reporting:
        done = gate("mqtt", "test")

    assert done.code == 0
    assert "ok    connected to 127.0.0.1:" in done.out
    assert "ok    may write gate/balai-kota/test, acknowledged in" in done.out
    assert "note: listening for orders was skipped: [mqtt.orders] names no client" in done.out


def test_a_refused_step_is_a_fault(gate: Gate, tmp_path: Path, reporting: Broker):
    rules = tmp_path / "acl"
    rules.write_text("topic read x\n")
    reporting._settings = [f"acl_file {rules}"]
    with reporting:
        done = gate("mqtt", "test")

    assert done.code == 1
    assert "FAULT may write gate/balai-kota/test: refused" in done.out


@pytest.mark.usefixtures("reporting")
def test_a_broker_that_is_away_is_a_fault(gate: Gate):
    done = gate("mqtt", "test")

    assert done.code == 1
    assert "refused" in done.err


def test_forgetting_names_what_it_takes_back(gate: Gate, reporting: Broker):
    with reporting:
        done = gate("mqtt", "forget", "--all", "--prefix", "ha")

    assert done.code == 0
    assert "ok    ha/device/parking-gate-balai-kota/config" in done.out
    assert "ok    gate/balai-kota/availability" in done.out
    assert "topics are empty now, whether or not anything stood there" in done.out
    assert "announces the gate again" not in done.out


def test_forgetting_warns_of_a_controller_that_will_announce_again(
    gate: Gate, site: Path, reporting: Broker
):
    with site.open("a") as text:
        text.write("[mqtt.home_assistant]\n")
    with reporting:
        done = gate("mqtt", "forget")

    assert done.code == 0
    assert "announces the gate again" in done.out
    assert "availability" not in done.out
