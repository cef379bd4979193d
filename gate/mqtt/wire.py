"""paho's client on threads of its own, what it hears brought to the loop.

Its network thread does the sending and the reading, so a slow network, a name that does not resolve
or a burst of acknowledgements never holds up the loop. paho is used itself: aiomqtt drops the
reason of an acknowledgement, and a row that the broker refused (not authorised, quota exceeded)
would count as delivered.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from gate.config import MqttConfig
from gate.errors import GateError
from gate.mqtt.credentials import password, tls_context

WINDOW = 100
"""Messages that may be under way at once, if the broker allows as many."""

_KEEPALIVE = 20
_LARGEST = 1 << 28  # bytes of a packet, by the protocol
_UNSUPPORTED_VERSION = 0x84


class BrokerError(GateError):
    """The broker cannot be reached, does not take us, or is gone.

    `perhaps_too_new`: it may know only the older version of the protocol.
    """

    def __init__(self, message: str, *, perhaps_too_new: bool = False) -> None:
        super().__init__(message)
        self.perhaps_too_new = perhaps_too_new


@dataclass(frozen=True, slots=True)
class Message:
    """What is published, always with QoS 1."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What the broker takes: messages under way at once, bytes of a packet."""

    window: int
    largest: int


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told, on the loop: opened, a message acknowledged (by its number), ended."""

    opened: Callable[[Limits], None]
    acknowledged: Callable[[int, ReasonCode], None]
    ended: Callable[[BrokerError], None]


class Wire:
    """One paho client, from dialling to its end; made and called on the loop, never used again."""

    def __init__(self, config: MqttConfig, will: Message, version: MQTTProtocolVersion) -> None:
        self._config = config
        self._place = f"{config.host}:{config.port}"
        self._loop = asyncio.get_running_loop()
        self._ears: Ears | None = None
        self._opened = False
        self._cut = False
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=config.client_id,
            protocol=version,
            reconnect_on_failure=False,
        )
        self._client.max_inflight_messages = WINDOW
        self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)

    def dial(self, ears: Ears) -> None:
        """Start to connect."""
        self._ears = ears
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect
        threading.Thread(target=self._dial, name="mqtt-dial", daemon=True).start()

    def publish(self, message: Message) -> int:
        """Put a message on the wire and return its number; a broken wire loses it silently."""
        return self._client.publish(
            message.topic, message.payload, qos=1, retain=message.retain
        ).mid

    def disconnect(self) -> None:
        """End it in good order: no last will."""
        self._client.disconnect()

    def cut(self) -> None:
        """Let go wherever the threads stand; if it was open still, the last will follows.

        Without callbacks and without us, nothing keeps the client from closing all it holds.
        """
        self._cut = True
        self._ears = None
        client = self._client
        del self._client
        client.on_connect = client.on_publish = client.on_disconnect = None
        opened = client.socket()
        if isinstance(opened, socket.socket):
            with contextlib.suppress(OSError):  # closed already
                socket.socket.shutdown(opened, socket.SHUT_RDWR)

    def _tell(self, say: Callable[[Ears], None]) -> None:
        """Have something said on the loop, from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
            self._loop.call_soon_threadsafe(self._say, say)

    def _say(self, say: Callable[[Ears], None]) -> None:
        if self._ears is not None:
            say(self._ears)

    # From here on in threads.

    def _dial(self) -> None:
        client, config = self._client, self._config
        try:
            if config.username is not None:
                client.username_pw_set(config.username, password(config))
            if (context := tls_context(config)) is not None:
                client.tls_set_context(context)
            client.connect(config.host, config.port, _KEEPALIVE)
        except GateError as error:
            self._end(str(error))
        except (OSError, ValueError) as error:  # ValueError: a host that is no name
            self._end(f"{self._place}: {error}")
        else:
            # `cut` sees the socket, or we see that it was called
            if self._cut:
                client.disconnect()
            else:
                client.loop_start()

    def _on_connect(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        limits: Properties | None,
    ) -> None:
        if reason.is_failure:
            too_new = reason.value == _UNSUPPORTED_VERSION
            self._end(f"{self._place}: refused: {reason}", perhaps_too_new=too_new)
            return
        self._opened = True
        opened = client.socket()
        if isinstance(opened, socket.socket):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        granted = Limits(
            window=min(WINDOW, getattr(limits, "ReceiveMaximum", WINDOW)),
            largest=getattr(limits, "MaximumPacketSize", _LARGEST),
        )
        self._tell(lambda ears: ears.opened(granted))

    def _on_publish(
        self, _client: Client, _userdata: object, mid: int, reason: ReasonCode, _: Properties
    ) -> None:
        self._tell(lambda ears: ears.acknowledged(mid, reason))

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _: Properties | None,
    ) -> None:
        if not self._opened:
            self._end(f"{self._place}: hung up before it answered", perhaps_too_new=True)
        elif flags.is_disconnect_packet_from_server:
            self._end(f"{self._place}: ended by the broker: {reason}")
        else:
            doubt = f"if this repeats, another client uses the id {self._config.client_id}"
            self._end(f"{self._place}: connection lost; {doubt}")

    def _end(self, cause: str, *, perhaps_too_new: bool = False) -> None:
        error = BrokerError(cause, perhaps_too_new=perhaps_too_new)
        self._tell(lambda ears: ears.ended(error))
