"""`python -m tests.bench`: what the guides say about speed, measured on this machine.

Prints figures and ratios; passes no judgement and fails only when something does not work.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import decoders, importing, pages, registry, reporting, rig, storage


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--frames", type=int, default=150, help="frames per program (150)")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between frames (0.2)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for line in (
            *decoders.measure(),
            "",
            *registry.measure(directory),
            "",
            *importing.measure(directory),
            "",
            *reporting.measure(directory),
            "",
            *storage.measure(),
        ):
            sys.stdout.write(line + "\n")
        sys.stdout.write("\nframe → relay, in one run\n")
        runs = {}
        for size in (1_000, 100_000):
            database = directory / f"registry-{size}.db"
            for program in ("floor", "whole_gate"):
                run = rig.measure(f"tests.bench.{program}", database, options.frames, options.pause)
                runs[program] = run
                sys.stdout.write(f"{size:8,} vehicles  {run}\n")
                sys.stdout.flush()
            ratios = [runs["whole_gate"].at(p) / runs["floor"].at(p) for p in (0.5, 0.9, 0.99)]
            sys.stdout.write(
                f"{size:8,} vehicles  whole gate / floor: p50 {ratios[0]:.2f}"
                f"  p90 {ratios[1]:.2f}  p99 {ratios[2]:.2f}\n"
            )
        sys.stdout.write("\nframe → relay beside the pages\n")
        for line in pages.measure(directory / "pages", options.frames, options.pause):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
