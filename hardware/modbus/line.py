"""A serial line with relay and input boards on it (Modbus RTU), one thread each.

What is to be switched goes first, then each board's inputs are looked at in turn. An answer takes
milliseconds; a board that gives none holds the line up for `LineTiming.answer` seconds, and is then
left alone for a while.
"""

import logging
import struct
import threading
from collections.abc import Callable, Collection, Mapping
from random import SystemRandom

from pymodbus.client import ModbusSerialClient
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest, WriteSingleCoilRequest

from gate.clock import monotonic
from gate.config.board import BoardConfig
from hardware.modbus.board import USUAL, Board, LineTiming, Wish
from hardware.serial.backoff import Backoff

LOOK = ReadDiscreteInputsRequest.function_code

FLASH_ON = 0x0200
"""Added to a relay's address: the value is then how long it is on, in tenths of a second."""

_log = logging.getLogger(__name__)


class FlashOn(ModbusPDU):
    """Switch one relay on for so many tenths of a second, which the board counts itself."""

    function_code = 5
    rtu_frame_size = 8

    def __init__(self, relay: int = 0, tenths: int = 0, dev_id: int = 0) -> None:
        super().__init__(dev_id=dev_id, address=FLASH_ON + relay)
        self.tenths = tenths

    def encode(self) -> bytes:
        """Return address and time."""
        return struct.pack(">HH", self.address, self.tenths)


class ModbusLine:
    """All boards on one port. Opens it by itself, and again after it was lost."""

    def __init__(
        self,
        configs: Collection[BoardConfig],
        fitted: Mapping[str, tuple[int, Collection[int]]],
        timing: LineTiming = USUAL,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`configs` share one port. `fitted`: per board how many inputs and which relays we use."""
        first = next(iter(configs))
        self._port = first.port
        self._timing = timing
        self._clock = clock
        self._client = ModbusSerialClient(
            first.port,
            baudrate=first.baud,
            timeout=timing.answer,
            retries=0,
            handle_local_echo=first.echo,
        )
        self._woken = threading.Condition()
        self.boards = {
            config.id: Board(config, *fitted.get(config.id, (0, ())), self._woken, timing, clock)
            for config in configs
        }
        self._backoff = Backoff(SystemRandom())
        self._opened: bool | None = None
        self._refused: set[tuple[str, str]] = set()
        self._closing = False
        self._thread = threading.Thread(
            target=self._run, name=f"boards on {first.port}", daemon=True
        )
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # what it says, we say once
        self._thread.start()

    def settle(self, patience: float) -> bool:
        """Wait until every board that answers was told everything; say whether that is so."""
        with self._woken:
            return self._woken.wait_for(self._is_settled, patience)

    def close(self) -> None:
        """Switch everything off, as far as boards answer, and give the port back."""
        for board in self.boards.values():
            board.switch_all_off()
        self.settle(self._timing.farewell)
        with self._woken:
            self._closing = True
            self._woken.notify_all()
        self._thread.join()

    def _is_settled(self) -> bool:
        return all(board.settled or board.silent for board in self.boards.values())

    def _run(self) -> None:
        while not self._closing:
            try:
                if self._open():
                    self._serve()
                    continue
            except Exception:  # noqa: BLE001 - whatever it was, boards must be heard again
                _log.exception("boards: %s: beginning anew", self._port)
                self._client.close()  # type: ignore[no-untyped-call]
                self._lose()
            self._wait(self._backoff.pause())
        self._client.close()  # type: ignore[no-untyped-call]

    def _open(self) -> bool:
        opened = self._client.connect()
        if opened is not self._opened:
            self._opened = opened
            if opened:
                self._backoff.reset()
                _log.info("boards: %s is open", self._port)
            else:
                _log.error("boards: %s cannot be opened; trying again", self._port)
        if not opened:
            self._lose()
        return opened

    def _serve(self) -> None:
        """Carry words to and fro until the port is lost or the end has come."""
        while self._client.connected and not self._closing:
            for board in self.boards.values():
                self._switch(board)
            for board in self.boards.values():
                self._look(board)
                self._switch(board)
            with self._woken:
                due = min(board.due() for board in self.boards.values())
                self._wait(due - self._clock())
        if not self._closing:
            self._lose()

    def _switch(self, board: Board) -> None:
        while (wish := board.next_wish(self._clock())) is not None:
            answer = self._ask(board, _request(wish, board.config.unit))
            board.sent(wish, answered=answer is not None)
            with self._woken:
                self._woken.notify_all()

    def _look(self, board: Board) -> None:
        if board.wants_look(self._clock()):
            request = ReadDiscreteInputsRequest(
                address=0, count=board.inputs, dev_id=board.config.unit
            )
            answer = self._ask(board, request)
            bits = [] if answer is None else answer.bits
            board.looked(bits if len(bits) >= board.inputs else None)

    def _ask(self, board: Board, request: ModbusPDU) -> ModbusPDU | None:
        """Return the board's answer, None when it gives none or says that it cannot."""
        try:
            answer = self._client.execute(False, request)  # noqa: FBT003 - its signature
        except Exception as error:  # noqa: BLE001 - a line that is gone shows in many ways
            _log.debug("board %s: %s", board.config.id, error)
            return None
        if answer.isError():
            self._complain(board, request)
        same = (answer.function_code, answer.address) == (request.function_code, request.address)
        if not same:
            _log.debug("board %s: %s is no answer to %s", board.config.id, answer, request)
        return answer if same else None

    def _complain(self, board: Board, request: ModbusPDU) -> None:
        """Say once of each thing that a board cannot do it: it may be of the wrong kind."""
        what = "this input" if request.function_code == LOOK else "switching this relay for a time"
        if (board.config.id, what) not in self._refused:
            self._refused.add((board.config.id, what))
            _log.error("board %s refuses %s, address %d", board.config.id, what, request.address)

    def _lose(self) -> None:
        for board in self.boards.values():
            board.lost()
        with self._woken:
            self._woken.notify_all()

    def _wait(self, seconds: float) -> None:
        with self._woken:
            if seconds > 0 and not self._closing:
                self._woken.wait(min(seconds, threading.TIMEOUT_MAX))


def _request(wish: Wish, unit: int) -> ModbusPDU:
    """Return the words for a wish; relays are numbered from 1 on the board, from 0 on the line."""
    if wish.tenths:
        return FlashOn(wish.relay - 1, wish.tenths, dev_id=unit)
    return WriteSingleCoilRequest(address=wish.relay - 1, bits=[False], dev_id=unit)
