"""A real mosquitto on loopback, and a client that listens to it."""

import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.ports import free_port
from tests.waiting import BOUND, wait_for

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


class Broker:
    """A mosquitto process in a directory of its own; keeps its port when it is restarted.

    `users` maps logins to passwords (without it everybody may connect), `settings` are more lines
    for its configuration file, `persistent` keeps retained messages over a kill.
    """

    def __init__(
        self,
        directory: Path,
        *,
        users: Mapping[str, str] | None = None,
        settings: Sequence[str] = (),
        persistent: bool = False,
    ) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self._directory = directory
        self._users = users
        self._settings = settings
        self._persistent = persistent
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self._directory / "mosquitto.log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        program = shutil.which("mosquitto", path=_PATH)
        assert program is not None, "mosquitto is missing: apt install mosquitto"
        self._directory.mkdir(parents=True, exist_ok=True)
        configuration = self._configure()
        with (self._directory / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", configuration], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        wait_for(self._accepts, "mosquitto accepts connections")

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(BOUND)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(BOUND)
        self._process = None

    def restart(self) -> None:
        """End it if it runs, and start it again."""
        self.stop()
        self.start()

    def reload(self) -> None:
        """Have it read its rules and passwords again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def _accepts(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    def _configure(self) -> Path:
        lines = [
            f"listener {self.port} {self.host}",
            f"user {getpass.getuser()}",
            "set_tcp_nodelay true",
            f"allow_anonymous {'true' if self._users is None else 'false'}",
            *self._settings,
        ]
        if self._persistent:
            lines += ["persistence true", f"persistence_location {self._directory}/"]
            lines += ["autosave_on_changes true", "autosave_interval 1"]
        if self._users is not None:
            lines.append(f"password_file {self._passwords(self._users)}")
        configuration = self._directory / "mosquitto.conf"
        configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return configuration

    def _passwords(self, users: Mapping[str, str]) -> Path:
        program = shutil.which("mosquitto_passwd", path=_PATH)
        assert program is not None, "mosquitto_passwd is missing: apt install mosquitto"
        file = self._directory / "passwords"
        lines = [f"{login}:{password}\n" for login, password in users.items()]
        file.write_text("".join(lines), encoding="utf-8")
        subprocess.run([program, "-U", file], check=True, capture_output=True)
        return file


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as the subscriber got it."""

    topic: str
    text: str
    retained: bool

    @property
    def json(self) -> Any:
        """Its payload as JSON."""
        return json.loads(self.text)


class Subscriber:
    """Listens to a topic filter from the moment it is entered, and again after every reconnect."""

    def __init__(
        self, broker: Broker, topic: str, *, login: str | None = None, password: str | None = None
    ) -> None:
        self.messages: list[Heard] = []
        self._broker = broker
        self._topic = topic
        self._listening = threading.Event()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        self._client.reconnect_delay_set(0.05, 0.05)
        if login is not None:
            self._client.username_pw_set(login, password)
        self._client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
        self._client.on_subscribe = lambda *_: self._listening.set()
        self._client.on_message = self._on_message

    def __enter__(self) -> Self:
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        assert self._listening.wait(BOUND)
        return self

    def __exit__(self, *_: object) -> None:
        client = self._client
        client.disconnect()
        client.loop_stop()
        client.on_connect = client.on_subscribe = client.on_message = (
            None  # no cycle: it closes now
        )

    def publish(self, topic: str, text: str, *, retain: bool = False) -> None:
        """Say something over the same connection, without waiting for the broker."""
        self._client.publish(topic, text, qos=1, retain=retain)

    def on(self, topic: str) -> list[Heard]:
        """Return what was heard on one topic, oldest first."""
        return [message for message in tuple(self.messages) if message.topic == topic]

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        heard = Heard(message.topic, message.payload.decode(), message.retain)
        self.messages.append(heard)
