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
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from gate.config.gate_toml import MqttConfig
from gate.errors import GateError
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.transport.credentials import login, tls_context
from gate.mqtt.transport.messages import BrokerError, End, Heard, Limits, Message

WINDOW = 100
"""Messages that may be under way at once, if the broker allows as many."""

UNHEARD = 64
"""Messages to us that may wait for the loop; a flood beyond them is dropped."""

LARGEST_HEARD = 65_536
"""Bytes of the largest packet a broker of MQTT 5 should send us."""

_LARGEST = 1 << 28  # bytes of a packet, by the protocol
_UNSUPPORTED_VERSION = 0x84
_SESSION_TAKEN_OVER = 0x8E


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told, on the loop; what was acknowledged or granted goes by its number."""

    opened: Callable[[Limits], None]
    acknowledged: Callable[[int, ReasonCode], None]
    granted: Callable[[int, ReasonCode], None]
    heard: Callable[[Heard], None]
    ended: Callable[[BrokerError], None]


class Wire:
    """One paho client, from dialling to its end; made and called on the loop, never used again."""

    def __init__(
        self,
        config: MqttConfig,
        will: Message | None,
        version: MQTTProtocolVersion,
        timing: Timing = TIMING,
    ) -> None:
        self._config = config
        self._timing = timing
        self._newest = version is MQTTProtocolVersion.MQTTv5
        self._room = threading.Semaphore(UNHEARD)
        self._acknowledged: deque[tuple[int, ReasonCode]] = deque()
        self._telling = False
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
        self._client.connect_timeout = timing.open_within
        if will is not None:
            self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)

    def dial(self, ears: Ears) -> None:
        """Start to connect."""
        self._ears = ears
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        threading.Thread(target=self._dial, name="mqtt-dial", daemon=True).start()

    def publish(self, message: Message) -> int:
        """Put a message on the wire and return its number; a broken wire loses it silently."""
        properties = None
        if self._newest and message.correlation is not None:
            properties = _property(PacketTypes.PUBLISH, "CorrelationData", message.correlation)
        return self._client.publish(
            message.topic, message.payload, qos=1, retain=message.retain, properties=properties
        ).mid

    def subscribe(self, topic_filter: str, *, retained: bool) -> int:
        """Ask for messages of others and return the question's number; 0 on a broken wire.

        MQTT 5 keeps away what was retained before (unless wanted) and our own, and marks what is
        published to be retained; 3.1.1 marks only what was retained before.
        """
        if not self._newest:
            return self._client.subscribe(topic_filter, qos=1)[1] or 0
        options = SubscribeOptions(
            qos=1, noLocal=True, retainAsPublished=True, retainHandling=0 if retained else 2
        )
        return self._client.subscribe(topic_filter, options=options)[1] or 0

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
        client.on_subscribe = client.on_message = None
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

    def _acknowledge(self, ears: Ears) -> None:
        self._telling = False
        while self._acknowledged:
            ears.acknowledged(*self._acknowledged.popleft())

    def _hear(self, ears: Ears, heard: Heard) -> None:
        self._room.release()
        ears.heard(heard)

    # From here on in threads.

    def _dial(self) -> None:
        client, config = self._client, self._config
        try:
            if (known := login(config)) is not None:
                client.username_pw_set(*known)
            if (context := tls_context(config)) is not None:
                client.tls_set_context(context)
            properties = None
            if self._newest:
                properties = _property(PacketTypes.CONNECT, "MaximumPacketSize", LARGEST_HEARD)
            keep_alive = self._timing.keep_alive
            client.connect(config.host, config.port, keep_alive, properties=properties)
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
            self._end(f"{self._place}: refused: {reason}", End.TOO_NEW if too_new else End.PLAIN)
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
        self._acknowledged.append((mid, reason))
        if not self._telling:  # one call for all of a burst
            self._telling = True
            self._tell(self._acknowledge)

    def _on_subscribe(
        self, _client: Client, _data: object, mid: int, reasons: list[ReasonCode], _: object
    ) -> None:
        self._tell(lambda ears: ears.granted(mid, reasons[0]))

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        if not self._room.acquire(blocking=False):
            return
        properties = message.properties
        heard = Heard(
            message.topic,
            bytes(message.payload),
            retained=message.retain,
            repeated=message.dup,
            answer_to=getattr(properties, "ResponseTopic", None),
            correlation=getattr(properties, "CorrelationData", None),
        )
        self._tell(lambda ears: self._hear(ears, heard))

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _: Properties | None,
    ) -> None:
        if not self._opened:
            self._end(f"{self._place}: hung up before it answered", End.TOO_NEW)
        elif flags.is_disconnect_packet_from_server:
            end = End.TAKEN_OVER if reason.value == _SESSION_TAKEN_OVER else End.PLAIN
            self._end(f"{self._place}: ended by the broker: {reason}", end)
        else:
            doubt = f"if this repeats, another client uses the id {self._config.client_id}"
            self._end(f"{self._place}: connection lost; {doubt}", End.CUT)

    def _end(self, cause: str, end: End = End.PLAIN) -> None:
        error = BrokerError(cause, end)
        self._tell(lambda ears: ears.ended(error))


def _property(packet: int, name: str, value: object) -> Properties:
    """Return the properties of a packet that has one; paho leaves the class untyped."""
    properties = Properties(packet)  # type: ignore[no-untyped-call]
    setattr(properties, name, value)
    return properties
