"""A whole gate in the machine: `python -m gate` on lines of the kernel, its reader on a pty."""

import itertools
import json
import os
import signal
import subprocess
import sys
import tty
from pathlib import Path
from typing import Any

from gate.clock import monotonic
from gate.core.values.model import Input, Output, Wiring
from hardware.protocols.readers.rdm6300 import encode
from tests.contract.gpio_rig import level
from tests.gate.installation import Installation
from tests.kernel.chip import Chip
from tests.kernel.machine import EMPTY_DATABASE, SHARED
from tests.waiting import BOUND, wait_for

TAGS = [f"{0x0100000000 + number:010X}" for number in range(16)]
"""Enough that none comes again while its vehicle may still be at the reader."""
PROTECTED = """\
photocell = { pin = 16, contact = "nc" }
stop = { pin = 19, contact = "nc", pull = "none" }
"""
RELAYS = {
    Wiring.PULSE_OPEN: (Output.OPEN, "", "open = 17"),
    Wiring.HOLD_OPEN: (Output.HOLD, PROTECTED, "hold = 17\npermit = 25"),
    Wiring.MOTOR: (Output.UP, PROTECTED, "up = 17\ndown = 22\npermit = 25"),
}
"""What raises the boom, the inputs that the wiring takes besides the usual, and the outputs."""
TIMING = """\
[lane.masuk.timing]
settle = 2.0
pulse = 1.0
dead = 1.5
release = 3.0
open_max = 75.0
close_max = 75.0
no_passage = 60.0
"""
"""A long pulse, to be killed in; else as much time for the hand on the boom as there can be."""
DECLARED = {
    Wiring.PULSE_OPEN: "",
    Wiring.HOLD_OPEN: "board_protects = true\n",
    Wiring.MOTOR: "motor = { hardware_interlock = true, limits_cut_motor = true,"
    " torque_limited = true, risk_assessment = true }\n",
}


class Site:
    """One lane with some registered vehicles; the boom is moved by hand."""

    def __init__(self, chip: Chip, folder: Path, wiring: Wiring = Wiring.PULSE_OPEN) -> None:
        self._chip = chip
        self._gate = Installation(folder, SHARED / EMPTY_DATABASE, factory="lgpio")
        raising, inputs, outputs = RELAYS[wiring]
        wired = f'wiring = "{wiring}"\n{DECLARED[wiring]}'
        toml = self._gate.toml.read_text(encoding="utf-8")
        toml = toml.replace('wiring = "pulse_open"\n', wired).replace("open = 17", outputs)
        toml = toml.replace("[lane.masuk.outputs]", f"{inputs}[lane.masuk.outputs]")
        self._gate.toml.write_text(toml, encoding="utf-8")
        with self._gate.toml.open("a", encoding="utf-8") as toml:
            toml.write(TIMING)
        for vehicle, tag in enumerate(TAGS, start=1):
            self._gate.register(vehicle, tag)
        self._tags = itertools.cycle(TAGS)
        self._lane = self._gate.config.lanes["masuk"]
        self.relay = self.line(raising)
        self._reader, port = os.openpty()
        tty.setraw(port)
        (self._gate.runtime / "rfid").symlink_to(os.ttyname(port))
        os.close(port)
        self._controller: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """See that the controller runs and the boom is down, whatever the last test has left."""
        if self._controller is not None and self.state != "closed":
            self.kill()
            self.bury()
        if self._controller is None:
            self.touch()  # what no pull of ours changes: a stop seen while settling is kept
            self._controller = self._start()
            wait_for(lambda: self.phase, "it has its pins")
        self.touch(Input.CLOSED_LIMIT)
        wait_for(lambda: self.state == "closed", "the boom is down")

    def kill(self) -> float:
        """SIGKILL; return when it was sent."""
        assert self._controller is not None
        at = monotonic()
        self._controller.kill()
        return at

    def freeze(self) -> None:
        """SIGSTOP, and wait until no thread of it runs any more."""
        assert self._controller is not None
        self._controller.send_signal(signal.SIGSTOP)
        tasks = list(Path(f"/proc/{self._controller.pid}/task").glob("*/stat"))
        wait_for(lambda: all(") T " in task.read_text("ascii") for task in tasks), "it stands")

    def bury(self) -> None:
        """Wait for the end of the controller."""
        assert self._controller is not None
        self._controller.wait(BOUND)
        self._controller = None
        self._gate.config.status_file.unlink(missing_ok=True)

    def stop(self) -> int:
        """SIGTERM; return the exit code."""
        assert self._controller is not None
        self._controller.terminate()
        code = self._controller.wait(BOUND)
        self.bury()
        return code

    def release(self) -> int:
        """What gate.service does after any end of the controller; return the exit code."""
        return self._start("--release").wait(BOUND)

    def close(self) -> None:
        """End what runs."""
        if self._controller is not None:
            self._controller.kill()
            self._controller.wait()
        os.close(self._reader)

    def show_tag(self) -> float:
        """Hold the next vehicle's tag to the reader; return when its first byte was sent.

        One frame alone is not believed of such a module, which repeats it while a tag is there.
        """
        at = monotonic()
        os.write(self._reader, 2 * encode(next(self._tags)))
        return at

    def line(self, output: Output) -> int:
        """The line of an output."""
        pin = self._lane.outputs[output]
        assert isinstance(pin, int)
        return pin

    def touch(self, *active: Input) -> None:
        """Only these contacts are active."""
        for name, wired in self._lane.inputs.items():
            self._chip.pull(wired.pin, up=level(wired, active=name in active))

    def pass_through(self) -> None:
        """The boom rises, a vehicle goes under it, the board lowers it again."""
        self.rise()
        self.go_under()
        wait_for(lambda: self.state == "clear", "the vehicle is through")
        self.touch()
        wait_for(lambda: self.state == "closing", "the boom comes down")
        self.touch(Input.CLOSED_LIMIT)
        wait_for(lambda: self.state == "closed", "the boom is down")

    def rise(self) -> None:
        """The boom goes up."""
        self.touch()
        self.touch(Input.OPEN_LIMIT)
        wait_for(lambda: self.state == "open", "the boom is up")

    def go_under(self) -> None:
        """A vehicle goes under the raised boom."""
        self.touch(Input.OPEN_LIMIT, Input.SAFETY_LOOP)
        wait_for(lambda: self.state == "passing", "the vehicle is seen")
        self.touch(Input.OPEN_LIMIT)

    @property
    def phase(self) -> object:
        return self._status().get("phase")

    @property
    def state(self) -> object:
        return self._status().get("lanes", {}).get("masuk", {}).get("state")

    def _status(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._gate.config.status_file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def _start(self, *options: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "gate", *options, str(self._gate.toml)],
            env=os.environ | {"LG_WD": str(self._gate.runtime)},
        )
