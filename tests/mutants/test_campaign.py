"""Every fault planted in the barrier and its relays is noticed, but for those that cannot be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.justified import JUSTIFIED
from tests.mutants.mutations import mutants

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORE = ROOT / "gate/core/barrier"


@pytest.mark.long
@pytest.mark.timeout(36_000)
def test_what_survives_is_what_is_justified(tmp_path: Path):
    report = tmp_path / "report.json"
    subprocess.run([sys.executable, HERE / "campaign.py", "--report", report], cwd=ROOT, check=True)
    outcomes = json.loads(report.read_text())
    survived = {name for name, outcome in outcomes.items() if outcome == "SURVIVED"}

    assert len(outcomes) > 1_000
    assert survived == set(JUSTIFIED)


def test_what_is_justified_is_still_there_to_survive():
    for name, reason in JUSTIFIED.items():
        source = (CORE / f"{name.partition(':')[0]}.py").read_text(encoding="utf-8")
        planted = {each.name for each in mutants(source, name.partition(":")[0], name)}

        assert name in planted
        assert reason.endswith(".")
