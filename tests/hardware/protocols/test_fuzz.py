"""Campaigns of guided fuzzing, and what earlier ones found worth keeping, tried again."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hardware.protocols.captured import captured
from tests.hardware.protocols.specimens import SPECIMENS, Specimen
from tests.hardware.protocols.trial import good_value, try_input

ROOT = Path(__file__).parents[3]
CORPUS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("corpus.json").read_text(encoding="utf-8")
)
"""By decoder, in hexadecimal: inputs that reach all the code earlier campaigns came to."""

SECONDS = 60

every = pytest.mark.parametrize("specimen", SPECIMENS.values(), ids=lambda each: each.name)


def seeds(specimen: Specimen) -> list[bytes]:
    kept = [bytes.fromhex(text) for text in CORPUS[specimen.name]]
    real = [frame.data for frame in captured(specimen.name)]
    return [*kept, *real, specimen.encode(good_value(specimen))]


@every
def test_what_was_kept_of_earlier_campaigns_breaks_no_promise(specimen: Specimen):
    for seed in seeds(specimen):
        try_input(specimen, seed)


@every
@pytest.mark.long
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the fuzzer has wheels for x86_64 only")
def test_a_minute_of_guided_fuzzing_finds_nothing(specimen: Specimen, tmp_path: Path):
    found = tmp_path / "found"
    found.mkdir()
    for number, seed in enumerate(seeds(specimen)):
        (found / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={SECONDS}", "-max_len=600", "-timeout=60", "-rss_limit_mb=512"]

    done = subprocess.run(
        [
            sys.executable,
            *("-m", "tests.hardware.protocols.fuzz", specimen.name, *limits),
            *(f"-artifact_prefix={tmp_path}/", str(found)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
