"""The drill: saved under traffic, lost, restored on a bare device, and a car gets in."""

import shutil

from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

TAG = "01001293D8"


def test_a_gate_saved_under_traffic_is_restored_on_a_bare_device(tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "usb"
    site.mkdir()
    elsewhere.mkdir()
    secret = elsewhere / "passphrase"
    secret.write_text("kuda laut menari\n")
    saved = elsewhere / "gate.gatebackup"
    with PlayedGate(site) as gate:
        gate.start_controller()
        gate.arrive("masuk", tag=TAG)
        gate.arrive("keluar", tag=TAG)
        wait_for(lambda: gate.rows("boom.opening"), "traffic")
        made = gate.gate("backup", str(saved), "--passphrase-file", str(secret))
        assert made.returncode == 0, made.stderr
        running = gate.gate("restore", str(saved), "--passphrase-file", str(secret))
        assert (running.returncode, "another controller" in running.stderr) == (1, True)
        wait_for(lambda: gate.rows("backup.made"), "the backup is told")
        (old_epoch,) = {row.epoch for row in gate.journal()}
        gate.stop_controller()
        shutil.rmtree(gate.config.data_dir)
        gate.config.path.unlink()

        restored = gate.gate("restore", str(saved), "--passphrase-file", str(secret))
        assert restored.returncode == 0, restored.stderr
        gate.start_controller()
        gate.passes("masuk", TAG)
        wait_for(lambda: gate.rows("passage.done"), "the passage is written")

        first = next(row for row in gate.journal() if row.epoch != old_epoch)
        head = [row for row in gate.journal() if row.epoch == old_epoch][-1]
        assert first.payload == {
            "previous_epoch": old_epoch,
            "previous_seq": head.seq,
            "previous_hash": head.hash.hex(),
        }
        assert gate.rows("passage.done")[-1].epoch == first.epoch
        assert gate.verify().problem is None
