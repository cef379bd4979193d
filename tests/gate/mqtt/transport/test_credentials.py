"""Login and TLS against a real broker."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from gate.config.gate_toml import MqttConfig
from gate.errors import ConfigError
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.credentials import login, tls_context
from gate.mqtt.transport.wire import BrokerError, Message
from tests.gate.mqtt.reporter import AVAILABILITY, config_for, failed_handshake
from tests.mosquitto import Broker

pytestmark = pytest.mark.broker

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

    known = login(config_for(guarded, username=LOGIN, password_file=password_file))

    assert known == (LOGIN, "")


def test_a_password_file_that_is_no_text_names_file_and_fix(guarded: Broker, password_file: Path):
    password_file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="must be a text file"):
        login(config_for(guarded, username=LOGIN, password_file=password_file))


def test_without_a_file_there_is_no_password(guarded: Broker):
    assert login(config_for(guarded)) is None
    assert login(config_for(guarded, username=LOGIN)) == (LOGIN, None)


@pytest.fixture
def login_file(tmp_path: Path) -> Path:
    """User and password, a line each."""
    path = tmp_path / "mqtt.login"
    path.write_text(f"{LOGIN}\n{SECRET}\n")
    return path


async def test_user_and_password_may_both_stand_in_the_file(guarded: Broker, login_file: Path):
    await connect(config_for(guarded, password_file=login_file))


def test_a_file_with_half_of_it_is_an_empty_password(guarded: Broker, password_file: Path):
    password_file.write_text(LOGIN)

    assert login(config_for(guarded, password_file=password_file)) == (LOGIN, "")


async def test_systemd_may_keep_the_password(
    guarded: Broker, password_file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(password_file.parent))

    await connect(config_for(guarded, username=LOGIN, password_credential=password_file.name))


def test_a_credential_that_systemd_did_not_give_names_the_fix(
    guarded: Broker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match="needs LoadCredential=mqtt:FILE"):
        login(config_for(guarded, username=LOGIN, password_credential="mqtt"))  # noqa: S106 - its name


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own and what it issued to `localhost`."""

    ca: Path
    certificate: Path
    key: Path
    client: Path
    client_key: Path


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
    openssl("req", *fresh, "-keyout", "us.key", "-out", "us.csr", "-subj", f"/CN={LOGIN}")
    openssl(
        *("x509", "-req", "-in", "us.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-CAcreateserial", "-out", "us.pem"),
    )
    names = ("ca.pem", "cert.pem", "key.pem", "us.pem", "us.key")
    return Authority(*(folder / name for name in names))


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


@pytest.fixture
def exacting(tmp_path: Path, authority: Authority) -> Iterator[Broker]:
    """A broker that takes a certificate for a login."""
    settings = [
        *(f"certfile {authority.certificate}", f"keyfile {authority.key}"),
        *(f"cafile {authority.ca}", "require_certificate true", "use_identity_as_username true"),
    ]
    with Broker(tmp_path / "broker", settings=settings) as broker:
        yield broker


async def test_our_certificate_is_our_login(exacting: Broker, authority: Authority):
    tls = {"host": "localhost", "tls": True, "ca_file": authority.ca}
    ours = {"cert_file": authority.client, "key_file": authority.client_key}

    await connect(config_for(exacting, **tls, **ours))


async def test_without_our_certificate_nobody_gets_in(exacting: Broker, authority: Authority):
    with pytest.raises(BrokerError):
        await connect(config_for(exacting, host="localhost", tls=True, ca_file=authority.ca))


def test_a_key_of_another_certificate_names_both_and_the_fix(sealed: Broker, authority: Authority):
    other = {"cert_file": authority.client, "key_file": authority.key}
    with pytest.raises(ConfigError, match=r"cert_file .*us\.pem, key_file .*key\.pem.*together"):
        tls_context(config_for(sealed, tls=True, ca_file=authority.ca, **other))
