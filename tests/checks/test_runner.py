import json
import sys
from pathlib import Path

import pytest

from tests.checks.step import Outcome, Runner, Step

TESTS = """
import pytest
def test_fine(): pass
def test_wrong(): assert 1 == 2, "one is not two"
@pytest.mark.skip
def test_skipped(): pass
"""


def says(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({text!r}); raise SystemExit({code})")


async def run(folder: Path, *steps: Step) -> Runner:
    runner = Runner(list(steps), folder)
    await runner.run()
    return runner


async def test_a_step_waits_for_what_it_needs_and_its_output_is_kept(tmp_path: Path):
    mark = tmp_path / "mark"
    makes = Step("makes", (sys.executable, "-c", f"open({str(mark)!r}, 'w').close()"))
    looks = Step("looks", (sys.executable, "-c", f"print(open({str(mark)!r}))"), needs=("makes",))

    runner = await run(tmp_path / "logs", looks, makes)

    assert runner.outcomes == {"makes": Outcome.GREEN, "looks": Outcome.GREEN}
    assert str(mark) in runner.log(looks).read_text()


async def test_what_needs_a_failed_step_is_left_out_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    fails = Step("fails", says("alas", 1))
    needing = Step("needing", says("never"), needs=("fails",))
    after = Step("after", says("yes"), after=("fails",))

    runner = await run(tmp_path, fails, needing, after)

    assert [runner.outcomes[name] for name in ("fails", "needing", "after")] == [
        Outcome.FAILED,
        Outcome.LEFT_OUT,
        Outcome.GREEN,
    ]
    assert "alas" in capsys.readouterr().out


async def test_a_step_that_this_machine_cannot_run_is_no_failure(tmp_path: Path):
    runner = await run(tmp_path, Step("pins", lambda: None))

    assert runner.outcomes == {"pins": Outcome.UNABLE}
    assert Outcome.UNABLE.is_good


async def test_tests_tell_how_many_passed_and_where_one_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "test_played.py").write_text(TESTS)
    plain = ("-p", "no:cacheprovider", "-p", "tests.checks.progress", "--rootdir", str(tmp_path))
    command = (sys.executable, "-m", "pytest", *plain, str(tmp_path / "test_played.py"))
    step = Step("played", command, is_tests=True)

    runner = await run(tmp_path / "logs", step)

    tally = runner.tally(step)
    assert runner.outcomes["played"] is Outcome.FAILED
    assert (tally.total, tally.passed, tally.skipped, tally.done) == (3, 1, 1, 3)
    (failure,) = tally.failures
    assert "one is not two" in failure["message"]
    assert failure["place"].endswith("test_played.py:4")
    assert "3 of 3, 1 FAILED" in capsys.readouterr().out


async def test_a_half_written_line_of_progress_is_no_failure_of_the_screen(tmp_path: Path):
    step = Step("played", says(""), is_tests=True)
    runner = await run(tmp_path, step)
    whole = json.dumps({"test": "a", "outcome": "passed", "seconds": 0.1})
    runner.log(step).with_suffix(".jsonl").write_text(f'{whole}\n{{"test": "b", "outc')

    assert runner.tally(step).passed == 1
