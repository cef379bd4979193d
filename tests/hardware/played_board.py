"""Relay and input boards played by a real Modbus server, at the far end of a pseudo-terminal."""

import asyncio
import os
import select
import struct
import threading
import tty
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Self

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import NoSuchIdException
from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest, ReadDiscreteInputsResponse
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from gate.clock import monotonic
from tests.waiting import BOUND

FLASH_ON = 0x0200


class PlayedUnit:
    """One board: contacts to close by hand, relays that it times itself.

    It can be silent, refuse to time a relay, or be blind: refuse to tell its inputs.
    """

    def __init__(self, inputs: int = 8) -> None:
        self.closed = [False] * inputs
        self.silent = False
        self.refuses = False
        self.blind = False
        self.looks = 0
        self.heard: list[tuple[int, int]] = []
        self._until: dict[int, float] = {}

    def is_on(self, relay: int) -> bool:
        """Whether a relay is on, numbered as on the board."""
        return monotonic() < self._until.get(relay, 0.0)

    def write(self, address: int, value: int) -> None:
        self.heard.append((address, value))
        if address >= FLASH_ON:
            self._until[address - FLASH_ON + 1] = monotonic() + value / 10
        else:
            self._until[address + 1] = float("inf") if value else 0.0


class _Write(ModbusPDU):
    """Function 5 as relay boards have it: on, off, or on for a while."""

    function_code = 5
    rtu_frame_size = 8
    value = 0
    boards: ClassVar["PlayedBoards"]

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.value)

    def decode(self, data: bytes) -> None:
        self.address, self.value = struct.unpack(">HH", data[:4])

    async def datastore_update(self, _context: object, device_id: int) -> ModbusPDU:
        unit = self.boards.ask(device_id)
        if unit.refuses and self.address >= FLASH_ON:
            return ExceptionResponse(self.function_code, ExcCodes.ILLEGAL_ADDRESS)
        unit.write(self.address, self.value)
        return self


class _Look(ReadDiscreteInputsRequest):
    boards: ClassVar["PlayedBoards"]

    async def datastore_update(self, _context: object, device_id: int) -> ModbusPDU:
        unit = self.boards.ask(device_id)
        unit.looks += 1
        if unit.blind:
            return ExceptionResponse(self.function_code, ExcCodes.DEVICE_FAILURE)
        bits = unit.closed[self.address : self.address + self.count]
        return ReadDiscreteInputsResponse(bits=bits)


class PlayedBoards:
    """Boards by unit number on one line; `path` is its port, while it is plugged in."""

    def __init__(self, path: Path, units: dict[int, PlayedUnit], *, echo: bool = False) -> None:
        self.path = path
        self.units = units
        self.echo = echo
        self.cut = False
        self.swallowed = b""
        """What was said while the cable was cut."""
        self.asked: list[int] = []
        """The boards in the order in which they were spoken to, also those that were silent."""
        self._plug = threading.Lock()
        self._far, self._server_end = os.openpty()
        tty.setraw(self._server_end)
        self._near: int | None = None
        self._ready = threading.Event()
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=lambda: asyncio.run(self._serve())),
            threading.Thread(target=self._carry),
        ]

    def __enter__(self) -> Self:
        self.plug_in()
        for thread in self._threads:
            thread.start()
        assert self._ready.wait(BOUND)
        return self

    def __exit__(self, *reason: object) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self.unplug()
        os.close(self._far)
        os.close(self._server_end)

    def ask(self, number: int) -> PlayedUnit:
        """Speak to a board; NoSuchIdException when there is none, or it is silent."""
        self.asked.append(number)
        if number not in self.units or self.units[number].silent:
            raise NoSuchIdException("nobody here")
        return self.units[number]

    def plug_in(self) -> None:
        near, self._port = os.openpty()
        tty.setraw(self._port)
        self._near = near
        self.path.symlink_to(os.ttyname(self._port))

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)
        with self._plug:
            near, self._near = self._near, None
            if near is not None:
                os.close(near)
                os.close(self._port)

    async def _serve(self) -> None:
        pdus = [type("Write", (_Write,), {"boards": self})]
        pdus.append(type("Look", (_Look,), {"boards": self}))
        server = ModbusSerialServer(
            SimDevice(0, simdata=[SimData(0, values=0, datatype=DataType.REGISTERS)]),
            port=os.ttyname(self._server_end),
            baudrate=115200,
            ignore_missing_devices=True,
            custom_pdu=pdus,
        )
        await server.serve_forever(background=True)
        self._ready.set()
        await asyncio.to_thread(self._ending.wait)
        await server.shutdown()

    def _carry(self) -> None:
        """Be the wire between both ends."""
        while not self._ending.is_set():
            with suppress(OSError, ValueError):  # the plug is being pulled
                select.select(self._ends(), [], [], 0.01)
            with self._plug:
                self._pass_on()

    def _ends(self) -> list[int]:
        near = self._near
        return [self._far] if near is None else [self._far, near]

    def _pass_on(self) -> None:
        near = self._near
        for end in select.select(self._ends(), [], [], 0)[0]:
            data = os.read(end, 4096)
            if self.cut:
                self.swallowed += data
            elif near is not None:
                os.write(near if end == self._far else self._far, data)
                if self.echo and end == near:
                    os.write(near, data)
