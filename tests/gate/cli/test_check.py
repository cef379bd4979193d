from pathlib import Path

import pytest

from tests.gate.cli.command import Gate


def test_a_sound_site_is_described(gate: Gate):
    done = gate("check")

    assert (done.code, done.err) == (0, "")
    assert "lane masuk" in done.out
    assert "\n  when the controller dies: nothing of ours moves; " in done.out
    assert "reader masuk-rfid" in done.out
    assert "hint: [reader.masuk-rfid] port: nothing is plugged in at" in done.out


def test_played_devices_are_not_missed(gate: Gate, site: Path):
    site.write_text(site.read_text().replace('"lgpio"', '"played"'))

    assert "nothing is plugged in" not in gate("check").out


def test_hints_are_marked(gate: Gate, site: Path):
    text = site.read_text()
    site.write_text(text[: text.index("[reader.keluar-rfid]")] + text[text.index("# --- Rep") :])

    done = gate("check")

    assert done.code == 0
    assert "\nhint: [lane.keluar]: no reader" in done.out


def test_a_wrong_configuration_exits_with_2(gate: Gate, site: Path):
    site.write_text(site.read_text().replace('direction = "in"', 'direction = "up"'))

    done = gate("check")

    assert done.code == 2
    assert "direction" in done.err


def test_a_contradiction_exits_with_2_before_anything_is_described(gate: Gate, site: Path):
    site.write_text(site.read_text().replace("board_closes = false", ""))

    done = gate("check")

    assert (done.code, done.out) == (2, "")
    assert "[lane.keluar] board_closes: missing; write true if" in done.err


def test_a_protocol_that_nobody_decodes_is_named_with_the_known_ones(gate: Gate, site: Path):
    site.write_text(site.read_text().replace('"rdm6300"', '"morse"'))

    done = gate("check")

    assert done.code == 2
    assert '[reader.masuk-rfid] protocol: "morse" is not known; known are ' in done.err
    assert " rdm6300, " in done.err


def test_a_missing_database_is_a_fault(gate: Gate, site: Path):
    site.with_name("gate.db").unlink()

    done = gate("check")

    assert done.code == 1
    assert done.err.startswith("fault: ")
    assert "run: gate migrate" in done.err


@pytest.mark.parametrize(
    ("password", "code"), [("secret\n", 0), (None, 1)], ids=["there", "missing"]
)
def test_the_brokers_password_must_be_readable(
    gate: Gate, site: Path, password: str | None, code: int
):
    file = site.with_name("mqtt.password")
    if password is not None:
        file.write_text(password)
    with site.open("a") as config:
        config.write(f'[mqtt]\nhost = "broker.example"\nusername = "x"\npassword_file = "{file}"\n')

    done = gate("check")

    assert done.code == code
    assert (f"fault: {file}: the broker's password cannot be read" in done.err) == (code == 1)


def test_a_secret_is_never_shown(gate: Gate, site: Path):
    secret = site.with_name("mqtt.password")
    secret.write_text("x\nrahasia sekali\n")
    with site.open("a") as config:
        config.write(f'[mqtt]\nhost = "broker.example"\npassword_file = "{secret}"\n')

    done = gate("check")

    assert f"login from {secret}" in done.out
    assert "rahasia" not in done.out + done.err


def test_our_key_for_the_broker_must_be_readable(gate: Gate, site: Path):
    with site.open("a") as config:
        config.write('[mqtt]\nhost = "b"\ncert_file = "mqtt.pem"\nkey_file = "mqtt.key"\n')

    done = gate("check")

    assert done.code == 1
    assert f"fault: {site.with_name('mqtt.key')}: our key for the broker cannot be read" in done.err
