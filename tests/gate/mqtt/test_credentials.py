"""Login and TLS against a real broker."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from gate.config import MqttConfig
from gate.errors import ConfigError
from gate.mqtt.connection import Connection
from gate.mqtt.credentials import password, tls_context
from gate.mqtt.wire import BrokerError, Message
from tests.gate.mqtt.reporter import AVAILABILITY, config_for, failed_handshake
from tests.mosquitto import Broker

LOGIN, SECRET = "balai-kota", "rahasia sekali"


async def connect(config: MqttConfig) -> None:
    farewell = Message(AVAILABILITY, b"offline", retain=True)
    async with Connection(config, farewell, MQTTProtocolVersion.MQTTv5):
        pass


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Broker]:
    """A broker that asks for a password."""
    with Broker(tmp_path / "broker", users={LOGIN: SECRET}) as broker:
        yield broker


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """The right password, as an editor leaves it."""
    path = tmp_path / "mqtt.password"
    path.write_text(f"{SECRET}\n")
    return path


async def test_the_password_opens_the_broker(guarded: Broker, password_file: Path):
    await connect(config_for(guarded, username=LOGIN, password_file=password_file))


@pytest.fixture
def wrong_password_file(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.password"
    path.write_text("salah")
    return path


async def test_a_wrong_password_is_refused_by_name(guarded: Broker, wrong_password_file: Path):
    with pytest.raises(BrokerError, match="refused: Not authorized"):
        await connect(config_for(guarded, username=LOGIN, password_file=wrong_password_file))


async def test_a_missing_password_file_names_file_and_fix(guarded: Broker, tmp_path: Path):
    with pytest.raises(BrokerError, match=r"password_file .*none: .* may read"):
        await connect(config_for(guarded, username=LOGIN, password_file=tmp_path / "none"))


def test_an_empty_password_file_is_an_empty_password(guarded: Broker, password_file: Path):
    password_file.write_text("")

    assert password(config_for(guarded, password_file=password_file)) == ""


def test_a_password_file_that_is_no_text_names_file_and_fix(guarded: Broker, password_file: Path):
    password_file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="must be a text file"):
        password(config_for(guarded, password_file=password_file))


def test_without_a_file_there_is_no_password(guarded: Broker):
    assert password(config_for(guarded)) is None


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own and what it issued to `localhost`."""

    ca: Path
    certificate: Path
    key: Path


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")

    program = shutil.which("openssl")
    assert program is not None, "openssl is missing: apt install openssl"

    def openssl(*words: str) -> None:
        subprocess.run([program, *words], cwd=folder, check=True, capture_output=True)

    fresh = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *fresh, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=gate test")
    openssl("req", *fresh, "-keyout", "key.pem", "-out", "asked.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl(
        *("x509", "-req", "-in", "asked.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-CAcreateserial", "-extfile", "names", "-out", "cert.pem"),
    )
    return Authority(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")


@pytest.fixture
def sealed(tmp_path: Path, authority: Authority) -> Iterator[Broker]:
    """A broker that speaks TLS only."""
    settings = [f"certfile {authority.certificate}", f"keyfile {authority.key}"]
    with Broker(tmp_path / "broker", settings=settings) as broker:
        yield broker


async def test_tls_with_our_own_authority(sealed: Broker, authority: Authority):
    await connect(config_for(sealed, host="localhost", tls=True, ca_file=authority.ca))


@failed_handshake
async def test_a_certificate_of_a_stranger_is_not_believed(sealed: Broker):
    with pytest.raises(BrokerError, match="CERTIFICATE_VERIFY_FAILED"):
        await connect(config_for(sealed, host="localhost", tls=True))


@failed_handshake
async def test_a_certificate_for_another_name_is_not_believed(sealed: Broker, authority: Authority):
    with pytest.raises(BrokerError, match=r"127\.0\.0\.1"):
        await connect(config_for(sealed, tls=True, ca_file=authority.ca))


def test_a_missing_ca_file_names_file_and_fix(sealed: Broker, tmp_path: Path):
    with pytest.raises(ConfigError, match=r"ca_file .*none: .*PEM"):
        tls_context(config_for(sealed, tls=True, ca_file=tmp_path / "none"))


def test_a_ca_file_without_certificates_names_file_and_fix(sealed: Broker, tmp_path: Path):
    (tmp_path / "empty").write_text("")
    with pytest.raises(ConfigError, match=r"ca_file .*empty: .*PEM"):
        tls_context(config_for(sealed, tls=True, ca_file=tmp_path / "empty"))
