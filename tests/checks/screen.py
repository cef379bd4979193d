"""What the test command says: progress while it works, and one screen at the end."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate.clock import monotonic

if TYPE_CHECKING:
    from tests.checks.parts import Part
    from tests.checks.step import Outcome, Runner, Step, Tally

SLOWEST = 5
"""How many of the slowest tests are named at the end."""
PLAIN = ("passed", "skipped")


def begins(steps: "list[Step]") -> None:
    """Say at once what is going to happen."""
    _say(f"Checks in {len(steps)} steps: {', '.join(step.name for step in steps)}.")


def step_ended(runner: "Runner", step: "Step", outcome: "Outcome") -> None:
    """Tell the end of a step, and of one that failed what it printed last."""
    counts = f": {_counts(runner, step)}" if step.is_tests else ""
    _say(f"{_clock(runner)} {step.name} {outcome.value}, {runner.seconds[step.name]:.0f} s{counts}")
    if not outcome.is_good and not step.is_tests:
        _say(_last_lines(runner, step))


def progress(runner: "Runner", running: "list[Step]") -> None:
    """Tell how far the running steps are."""
    told = [
        f"{step.name} ({_counts(runner, step)})" if step.is_tests else step.name for step in running
    ]
    if told:
        _say(f"{_clock(runner)} working: {'; '.join(told)}")


def ends(runner: "Runner", missing: "dict[Part, str]") -> None:
    """Show what ran, what failed and how to repeat it, what could not run, and the time."""
    _say("\n== What ran")
    for step in runner.steps:
        _say(_row(runner, step))
    steps = [step for step in runner.steps if step.is_tests]
    tallies = [runner.tally(step) for step in steps]
    _slowest(tallies)
    for step, tally in zip(steps, tallies, strict=True):
        for failure in tally.failures:
            _failure(failure, runner.log(step))
    for part, obstacle in missing.items():
        _say(f"\n== NOT TESTED on this machine: {part.what}. {obstacle}")
    minutes, seconds = divmod(round(monotonic() - runner.began), 60)
    _say(f"\n== {minutes} min {seconds} s")
    if tallies:
        passed, skipped = (sum(getattr(each, key) for each in tallies) for key in PLAIN)
        failed = sum(len(each.failures) for each in tallies)
        _say(f"{passed} passed, {failed} failed, {skipped} skipped")


def _row(runner: "Runner", step: "Step") -> str:
    seconds = runner.seconds.get(step.name)
    if seconds is None:
        return f"{runner.outcomes[step.name].value:9}          {step.name}"
    counts = _counts(runner, step) if step.is_tests else ""
    return (
        f"{runner.outcomes[step.name].value:9} {seconds:5.0f} s  {step.name:30} {counts}".rstrip()
    )


def _slowest(tallies: "list[Tally]") -> None:
    slowest = sorted((each for tally in tallies for each in tally.slowest), reverse=True)[:SLOWEST]
    if slowest:
        _say("\n== Slowest tests")
    for seconds, test in slowest:
        _say(f"{seconds:5.1f} s  {test}")


def _failure(failure: dict[str, Any], log: Path) -> None:
    _say(f"\n== FAILED {failure['test']}\n{failure['message']}\nat {failure['place']}")
    for picture in failure.get("pictures", ()):
        _say(f"picture: {picture}")
    _say(f"again: ./tests/run '{failure['test']}'   all it said: {log}")


def _counts(runner: "Runner", step: "Step") -> str:
    tally = runner.tally(step)
    failed = f", {len(tally.failures)} FAILED" if tally.failures else ""
    return f"{tally.done} of {tally.total}{failed}"


def _last_lines(runner: "Runner", step: "Step", most: int = 30) -> str:
    lines = runner.log(step).read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-most:])


def _clock(runner: "Runner") -> str:
    return f"[{monotonic() - runner.began:4.0f} s]"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - this is where the command speaks
