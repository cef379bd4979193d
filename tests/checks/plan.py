"""Which steps the test command takes, and what each waits for."""

from dataclasses import replace

from tests.checks import parts
from tests.checks.step import Step

VENV = "Python environment"
PACKAGES = "Debian packages"
KERNEL = "kernel with pins"
PURE = "pure code"

PURE_TESTS = (
    "tests/gate/core",
    "tests/hardware/protocols",
    "tests/simulator/world",
    "tests/stories",
)
"""Tests of the code that takes values and returns values; its coverage is held to 100 %."""

QUICK_TESTS = (*PURE_TESTS, "tests/gate/store", "tests/gate/registry")
PURE_CODE = "gate/core/*,hardware/protocols/*,simulator/world*"

_LIBRARY = ". systemd/venv.sh; "


def _bash(words: str) -> tuple[str, ...]:
    return ("bash", "-euc", words, "tests/run")


def environment() -> list[Step]:
    """Make the Python environment."""
    return [Step(VENV, _bash(f'{_LIBRARY}project_venv "$PWD" requirements-test.lock'))]


def form() -> list[Step]:
    """Check what needs no running program: format, lint, types and import walls."""
    return [
        Step("format", ("ruff", "format", "--check", "."), needs=(VENV,)),
        Step("lint", ("ruff", "check", "."), needs=(VENV,)),
        Step("types", ("mypy",), needs=(VENV,)),
        Step("import walls", ("lint-imports", "--no-logo"), needs=(VENV,)),
    ]


def packages(*, kernel: bool) -> list[Step]:
    """Install what tests need of Debian; make the kernel with pins."""
    steps = [Step(PACKAGES, ("tests/packages",))]
    if kernel:
        steps.append(Step(KERNEL, ("tests/kernel/build",), after=(PACKAGES,)))
    return steps


def _pytest(*words: str, workers: int) -> tuple[str, ...]:
    xdist = ("-n", str(workers), "--dist", "worksteal") if workers else ()
    return ("python", "-m", "pytest", "-q", "-p", "tests.checks.progress", *xdist, *words)


def _marks(*words: str) -> tuple[str, ...]:
    """Select by marks, without the parts that this machine cannot run."""
    unable = [f"not {part.mark}" for part in parts.missing()]
    return ("-m", " and ".join((*words, *unable)))


def _pure(short: str, *, measured: bool) -> Step:
    command = _pytest("-m", f"not walk{short}", *PURE_TESTS, workers=parts.cores())
    if measured:
        command = ("coverage", "run", *command[1:])
    return Step(PURE, command, needs=(VENV,), is_tests=True)


def _coverage(name: str, *words: str, needs: tuple[str, ...]) -> Step:
    report = " ".join(("coverage", "report", *words))
    return Step(name, _bash(f"coverage combine --quiet --keep; {report}"), needs=needs)


def everything(*, long: bool) -> list[Step]:
    """Check all there is; the kernel with pins and the walks run beside the other tests."""
    short = "" if long else " and not long"
    ignored = [f"--ignore={folder}" for folder in (*PURE_TESTS, "tests/kernel")]

    def others() -> tuple[str, ...]:
        marks = _marks("not walk" if long else "not long")  # unmeasured, a walk costs little
        command = _pytest(*marks, *ignored, workers=parts.cores() + 1)
        return ("coverage", "run", *command[1:]) if long else command

    def pins() -> tuple[str, ...] | None:
        return None if parts.KERNEL in parts.missing() else _pytest("tests/kernel", workers=0)

    walked = ("tests", "--ignore=tests/kernel") if long else PURE_TESTS
    walks = _pytest("-m", f"walk{short}", *walked, workers=1)
    steps = [
        *environment(),
        *packages(kernel=True),
        *form(),
        Step("coverage", ("coverage", "erase"), needs=(VENV,)),
        replace(_pure(short, measured=True), needs=("coverage",)),
        _coverage(
            "coverage of the pure code",
            "--fail-under=100",
            f"--include='{PURE_CODE}'",
            needs=(PURE,),
        ),
        Step("tests", others, needs=(VENV,), after=(PACKAGES, PURE), is_tests=True),
        Step("walks", walks, needs=(VENV,), after=(PURE,), is_tests=True),
        Step("tests on a kernel with pins", pins, needs=(VENV, KERNEL), is_tests=True),
    ]
    if long:
        steps.append(_coverage("coverage of all code", "--fail-under=95", needs=(PURE, "tests")))
    return steps


def quick() -> list[Step]:
    """Check what the inner loop needs: the code's form, pure code and stores."""
    command = _pytest("-m", "not walk and not long", *QUICK_TESTS, workers=parts.cores())
    return [*environment(), *form(), Step(PURE, command, needs=(VENV,), is_tests=True)]


def before_selected(*, on_kernel: bool) -> list[Step]:
    """Make what chosen tests may need, and check the code's form."""
    return [*environment(), *packages(kernel=on_kernel), *form()]
