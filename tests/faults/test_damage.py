"""The database is damaged while the gate is off: it starts nevertheless."""

import random
import shutil

import pytest

from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

TAG = "01001293D8"
FEW, MANY = 2, 40


@pytest.mark.parametrize(
    "times",
    [FEW, pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_a_database_cut_off_anywhere_is_replaced_by_the_last_backup(tmp_path, times):
    dice = random.Random(times)
    with PlayedGate(tmp_path) as gate:
        assert gate.gate("backup").returncode == 0
        database = gate.config.database
        good = shutil.copy(database, tmp_path / "good.db")
        for _ in range(times):
            shutil.copy(good, database)
            with database.open("r+b") as file:
                file.truncate(dice.randrange(database.stat().st_size))
            gate.begin_controller()
            rescued = wait_for(lambda: gate.status().get("disk", {}).get("rescued"), "the rescue")
            assert rescued["source"].endswith(".gatebackup")
            assert (gate.config.data_dir / rescued["kept"]).exists()
            wait_for(lambda: gate.rows("gate.started"), "it writes to the new file")
            assert [row.kind for row in gate.journal() if row.kind.startswith("store.")] == [
                "store.rescued"
            ]
            assert gate.verify().problem is None
            gate.stop_controller()
        gate.start_controller()
        gate.opens("keluar", TAG)

        assert gate.gate("restore", "--seen").returncode == 0
        wait_for(lambda: not gate.status()["disk"]["rescued"], "the banner goes")
