"""A gate as the installer leaves it, in a folder of its own, on hand-driven devices."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from gate.config.gate_toml import Config, load
from gate.core.values.model import Input
from gate.ports import Devices, LaneDevices
from gate.store import journal
from gate.store.database import connect
from gate.store.journal import StoredRow
from tests.gate.fakes import HandInputs, HandReader, NotedOutputs
from tests.gate.store.rows import write_vehicle

TAG, OTHER_TAG = "01001293D8", "0100000002"

TOML = """
[gate]
id = "balaikota"
name = "Balai Kota"
timezone = "Asia/Jakarta"
data = "{folder}/data"
runtime = "{folder}/run"
[gpio]
factory = "{factory}"
[lane.masuk]
name = "Masuk"
direction = "in"
wiring = "pulse_open"
[lane.masuk.inputs]
closed_limit = {{ pin = 5, contact = "no" }}
open_limit = {{ pin = 6, contact = "no" }}
safety_loop = {{ pin = 13, contact = "nc" }}
[lane.masuk.outputs]
open = 17
[reader.rfid]
lane = "masuk"
port = "{folder}/run/rfid"
protocol = "rdm6300"
baud = 9600
[web]
host = "127.0.0.1"
port = 8080
"""


class Installation:
    """Folders, database, configuration and devices of one gate. Its boom is down."""

    def __init__(self, folder: Path, empty_database: Path, *, factory: str = "played") -> None:
        self.data, self.runtime = folder / "data", folder / "run"
        self.toml = folder / "gate.toml"
        self.toml.write_text(TOML.format(folder=folder, factory=factory))
        self.data.mkdir()
        self.runtime.mkdir()
        self.database = Path(shutil.copy(empty_database, self.data / "gate.db"))
        self.inputs = HandInputs(Input.CLOSED_LIMIT)
        self.outputs = NotedOutputs()
        self.reader = HandReader()

    @property
    def config(self) -> Config:
        """What the file says, but for three times.

        No test has to wait until the boot settles, and a machine that is slow lets no claim and no
        order grow too old.
        """
        config = load(self.toml)
        lane = config.lanes["masuk"]
        timing = replace(lane.settings.timing, settle=0.2, claim=3600.0, order_max_age=3600.0)
        lane = replace(lane, settings=replace(lane.settings, timing=timing))
        return replace(config, lanes={"masuk": lane})

    @property
    def devices(self) -> Devices:
        lanes = {"masuk": LaneDevices(self.inputs, self.outputs)}
        return Devices(lanes, {"rfid": self.reader})

    def register(self, vehicle: int, tag: str) -> None:
        """Staff put a vehicle on the list, as the registry's next version."""
        with closing(connect(self.database)) as connection:
            write_vehicle(connection, vehicle, vehicle, [tag])

    @property
    def journal(self) -> list[StoredRow]:
        """All rows, oldest first."""
        with closing(connect(self.database, read_only=True)) as connection:
            return journal.tail(connection, "balaikota", limit=1000)[::-1]

    @property
    def kinds(self) -> list[str]:
        return [row.kind for row in self.journal]

    def rows(self, kind: str) -> list[StoredRow]:
        return [row for row in self.journal if row.kind == kind]
