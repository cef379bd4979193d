"""Where the gate reports to and where its pages listen."""

import re
from pathlib import Path

import pytest

from gate.config.network import MqttConfig, WebConfig, mqtt_table, read_mqtt, read_web
from gate.config.toml_table import TomlFile
from gate.core.values.events import Action
from gate.errors import ConfigError

PATH = Path("/etc/gate/gate.toml")


def mqtt(**keys: object) -> MqttConfig:
    """Read an `[mqtt]` table; ConfigError when it has a problem."""
    file = TomlFile(PATH, {"mqtt": keys})
    config = read_mqtt(file.top.table("mqtt"), "balai")
    file.close()
    return config


def web(**keys: object) -> WebConfig:
    """Read a `[web]` table; ConfigError when it has a problem."""
    file = TomlFile(PATH, {"web": keys})
    config = read_web(file.top.table("web"))
    file.close()
    return config


def test_tls_is_the_rule_for_the_broker() -> None:
    broker = mqtt(host="broker")

    assert (broker.port, broker.tls, broker.personal_data) == (8883, True, "none")
    assert broker.client_id == "gate-balai"


def test_a_plain_broker_has_the_plain_port() -> None:
    assert mqtt(host="broker", tls=False).port == 1883


def test_files_stand_beside_the_configuration() -> None:
    broker = mqtt(host="broker", username="a", password_file="b", ca_file="/c")  # noqa: S106 - a file's name

    assert (broker.password_file, broker.ca_file) == (Path("/etc/gate/b"), Path("/c"))


def test_a_plain_broker_on_this_machine_is_fine() -> None:
    assert mqtt(host="localhost", tls=False).hints() == []


def test_the_broker_s_line_tells_login_and_cover() -> None:
    plain, covered = mqtt(host="b", tls=False, username="a"), mqtt(host="b", personal_data="full")

    assert plain.describe() == ["broker b port 1883, as a, no TLS, personal data: none"]
    assert covered.describe() == ["broker b port 8883, without login, TLS, personal data: full"]


def test_the_broker_s_lines_tell_who_may_order_and_who_else_reads() -> None:
    broker = mqtt(
        host="b",
        cert_file="c",
        key_file="k",
        orders={"pusat": ["close", "open"]},
        home_assistant={"cover_orders": True},
        ngsi_ld={"longitude": 113.25, "latitude": -7.7543},
    )

    assert broker.describe() == [
        "broker b port 8883, without login, TLS with our certificate, personal data: none",
        "orders over MQTT: pusat may open, close",
        "Home Assistant under homeassistant/, may move the booms",
        "NGSI-LD OffStreetParking at -7.7543, 113.25",
    ]
    assert "may only watch" in mqtt(host="b", home_assistant={}).describe()[1]


def test_the_place_of_the_password_is_told_and_nothing_of_what_stands_there() -> None:
    file, kept = mqtt(host="b", password_file="/p"), mqtt(host="b", password_credential="mqtt")  # noqa: S106 - names

    assert "login from /p" in file.describe()[0]
    assert "login from credential mqtt" in kept.describe()[0]


def test_home_assistant_watches_unless_told_otherwise() -> None:
    home = mqtt(host="b", home_assistant={"url": "https://gate"}).home_assistant

    assert home is not None
    assert (home.discovery, home.prefix, home.language) == ("device", "homeassistant", "id")
    assert (home.cover_orders, home.url) == (False, "https://gate")


def test_orders_are_off_unless_somebody_is_named() -> None:
    assert mqtt(host="b").orders == {}
    assert mqtt(host="b", orders={"pusat": ["open"]}).orders == {"pusat": frozenset({Action.OPEN})}


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://127.0.0.1", mqtt(host="127.0.0.1", tls=False)),
        ("mqtt://gate@broker:1999/", mqtt(host="broker", port=1999, tls=False, username="gate")),
        ("mqtts://broker.example.org", mqtt(host="broker.example.org")),
        ("mqtt://[::1]:1884", mqtt(host="::1", port=1884, tls=False)),
    ],
)
def test_a_url_names_the_broker_too(url: str, broker: MqttConfig) -> None:
    """Whoever is named so gets plates: only the demo does it, and its people are played."""
    table = mqtt_table(url)

    assert table.pop("personal_data") == "plate"
    assert mqtt(**table) == broker


@pytest.mark.parametrize(
    "url",
    ["http://broker", "broker", "mqtt://", "mqtt://broker/topic", "mqtt://b:99999", "mqtt://[x"],
)
def test_another_url_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(ConfigError, match=re.escape("mqtt://[user@]host[:port]")):
        mqtt_table(url)


def test_a_password_in_a_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="does not belong on a command line") as caught:
        mqtt_table("mqtt://a:secret@broker")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "gate.example.org"])  # noqa: S104 - refused here
def test_pages_leave_the_machine_only_with_tls(host: str) -> None:
    with pytest.raises(ConfigError) as caught:
        web(host=host)

    for key in ("tls_cert", "tls_key"):
        missing = f"[web] {key}: missing; pages on {host} leave this machine, which takes TLS"
        assert missing in str(caught.value)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("localhost", "http://localhost:8080"),
        ("127.8.8.8", "http://127.8.8.8:8080"),
        ("::1", "http://[::1]:8080"),
    ],
)
def test_pages_on_loopback_need_no_tls(host: str, url: str) -> None:
    assert web(host=host).describe() == [f"pages {url}"]


def test_a_file_that_cannot_even_be_looked_for_cannot_be_found() -> None:
    too_long = "/" + "x" * 300

    assert web(tls_cert=too_long, tls_key=too_long).hints() == [
        f"[web] {key}: {too_long} cannot be found" for key in ("tls_cert", "tls_key")
    ]


def test_a_key_that_is_not_there_is_a_hint() -> None:
    assert mqtt(host="b", cert_file="c", key_file="k").hints() == [
        "[mqtt] cert_file: /etc/gate/c cannot be found",
        "[mqtt] key_file: /etc/gate/k cannot be found",
    ]


def test_pages_with_a_certificate_may_leave_the_machine() -> None:
    pages = web(host="192.168.1.4", port=443, tls_cert="web.pem", tls_key="web.key")

    assert pages.describe() == ["pages https://192.168.1.4:443"]
    assert pages.hints() == [
        "[web] tls_cert: /etc/gate/web.pem cannot be found",
        "[web] tls_key: /etc/gate/web.key cannot be found",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [("127.0.0.1:9109", ("127.0.0.1", 9109)), ("[::1]:9109", ("::1", 9109))],
)
def test_metrics_have_an_address_of_their_own(text: str, where: tuple[str, int]) -> None:
    pages = web(metrics=text)

    assert pages.metrics == where
    assert pages.describe() == ["pages http://127.0.0.1:8080", f"metrics http://{text}/metrics"]
    assert pages.hints() == []


def test_metrics_for_other_machines_are_a_hint() -> None:
    told = "[web] metrics: whoever reaches that address sees how busy the gate is"

    assert web(metrics="0.0.0.0:9109").hints() == [told]


@pytest.mark.parametrize("text", ["9109", "127.0.0.1", ":9109", "a:b", "a:99999"])
def test_an_address_for_metrics_has_a_host_and_a_port(text: str) -> None:
    with pytest.raises(ConfigError, match="write an address and a port, as"):
        web(metrics=text)


def test_an_address_for_metrics_is_a_text() -> None:
    with pytest.raises(ConfigError, match="a text of one line"):
        web(metrics=9109)
