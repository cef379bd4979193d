"""What the guides say can be done: links lead somewhere, commands are there, examples work."""

import os
import re
import runpy
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gate.cli import app
from gate.config.header import HEADER
from gate.config.wiring import RELAYS
from gate.core.values.model import Wiring
from gate.registry.people.staff import Role
from gate.web.access.places import LOOKING_ONLY, PLACES

ROOT = Path(__file__).parents[1]
FRONT_PAGE = 12 * 1024
TWO_SCREENS = 80
"""Lines."""

MADE = frozenset({"node_modules", "build", "dist"})
GUIDES = [
    path
    for path in sorted(ROOT.rglob("*.md"))
    if not any(part.startswith(".") or part in MADE for part in path.relative_to(ROOT).parts)
]

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[(?:[^][]|\[[^]]*\])*\]\(([^()\s]+)\)")
SCRIPT = re.compile(r"(?:\./)?(?:simulator|systemd|tests)/[\w/]+")


FOLDERS = frozenset(path.name for path in ROOT.iterdir() if not path.name.startswith("."))


def text_of(guide: Path) -> str:
    return guide.read_text(encoding="utf-8")


def prose(text: str) -> str:
    return FENCED.sub("", text)


def blocks(text: str, language: str) -> list[str]:
    return [block for found, block in FENCED.findall(text) if found == language]


def named(guide: Path) -> str:
    return str(guide.relative_to(ROOT))


every_guide = pytest.mark.parametrize("guide", GUIDES, ids=named)


# Links


def anchors(text: str) -> set[str]:
    """Return what a link can jump to, as GitHub makes it of the headings."""
    seen: dict[str, int] = {}
    found = set()
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = seen[slug] = seen.get(slug, -1) + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def broken_links(text: str, folder: Path) -> list[str]:
    """Return the relative links of a guide in this folder that lead nowhere."""
    links = LINK.findall(re.sub(r"`[^`\n]*`(?!\])", "", prose(text)))
    return [
        link
        for link in links
        if not re.match(r"\w+:", link) and not leads_somewhere(link, text, folder)
    ]


def leads_somewhere(link: str, text: str, folder: Path) -> bool:
    path, _, anchor = link.partition("#")
    target = folder / path
    if not target.exists() or not anchor:
        return target.exists()
    return anchor in anchors(text_of(target) if path else text)


@every_guide
def test_every_link_leads_somewhere(guide: Path):
    assert broken_links(text_of(guide), guide.parent) == []


@pytest.mark.parametrize(
    ("link", "is_good"),
    [
        ("[a](LICENSE)", True),
        ("![a](simulator/pictures/live.png)", True),
        ("[`a`](#the-roof)", True),
        ("[a](#the-roof-1)", True),
        ("[a](config/README.md#readers)", True),
        ("[a](LICENCE)", False),
        ("[a](#the-cellar)", False),
        ("[a](config/README.md#writers)", False),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(link: str, *, is_good: bool):
    text = f"# The roof!\n\n# The `roof`\n\n{link}\n"

    assert (broken_links(text, ROOT) == []) is is_good


# Commands


class WrongCommandError(Exception):
    """A guide shows a command that does not exist."""


def lines(script: str) -> Iterator[list[str]]:
    """Return the words of each command in a shell block, those in `$(…)` as well."""
    for line in script.replace("\\\n", " ").splitlines():
        for inner in (*re.findall(r"\$\((.*?)\)", line), re.sub(r"\$\(.*?\)", "X", line)):
            words = shlex.split(inner, comments=True)
            while words and (words[0] == "sudo" or re.fullmatch(r"\w+=\S*", words[0])):
                del words[0]
            if words:
                yield words


def inline(text: str) -> Iterator[list[str]]:
    """Return the words of each command that stands in a sentence."""
    for code in re.findall(r"`([^`\n]+)`", prose(text)):
        if re.match(r"(sudo )?(\S*/)?gate ", code):
            yield from lines(code)


def check_gate(words: list[str], *, whole: bool) -> None:
    """Take a command of `gate` apart as it does itself; `whole`: its arguments are there too."""
    command, arguments = found(words)
    if arguments == ["--help"]:
        return
    check_options(command, words, arguments)
    if isinstance(command, TyperGroup):
        if whole:
            raise WrongCommandError(f"{' '.join(words)}: a group, no command")
        return
    given, rest = parsed(command, arguments)
    missing = [each.name for each in command.params if each.required and not given[each.name]]
    if rest or (whole and missing):
        raise WrongCommandError(f"{' '.join(words)}: too much {rest}, or missing {missing}")


def found(words: list[str]) -> tuple[TyperCommand | TyperGroup, list[str]]:
    """Return the innermost command that is named, and what it is given."""
    command, arguments = get_command(app), words[1:]
    while isinstance(command, TyperGroup):
        while arguments and arguments[0] in {"-c", "--config"}:
            arguments = arguments[2:]
        if not arguments or arguments[0].startswith("-"):
            break
        inner = command.get_command(None, arguments[0])
        if inner is None:
            raise WrongCommandError(f"{' '.join(words)}: no command {arguments[0]}")
        command, arguments = inner, arguments[1:]
    return command, arguments


def check_options(command: TyperCommand | TyperGroup, words: list[str], given: list[str]) -> None:
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    known.add("--help")
    for word in given:
        if word.startswith("-") and word.partition("=")[0] not in known:
            raise WrongCommandError(f"{' '.join(words)}: no option {word}")


def parsed(command: TyperCommand, arguments: list[str]) -> tuple[dict[str, object], list[str]]:
    """Return what a command is given, and the words it has no use for."""
    context = command.context_class(command, info_name="gate", resilient_parsing=True)
    given, rest, _ = command.make_parser(context).parse_args(list(arguments))
    return {each.name: given.get(each.name) for each in command.params}, rest


@cache
def usage(script: Path) -> str:
    return subprocess.check_output([script, "--help"], text=True, stdin=subprocess.DEVNULL)


def check(words: list[str], *, whole: bool = True) -> None:
    """Check one command; what is not ours is taken as it is."""
    program = words[0]
    if re.fullmatch(r"(\S*/)?gate", program):
        check_gate(words, whole=whole)
    elif SCRIPT.fullmatch(program):
        check_script(words)
    elif re.fullmatch(r"(\S*/)?python", program):
        check_module(words[1:])


def check_script(words: list[str]) -> None:
    script = ROOT / words[0]
    if not os.access(script, os.X_OK):
        raise WrongCommandError(f"{words[0]}: no such script")
    ours = words[1 : words.index("--") if "--" in words else None]
    for word in ours:
        if word.startswith("--") and not re.search(rf"{word}\b", usage(script)):
            raise WrongCommandError(f"{words[0]}: no option {word}")
        if SCRIPT.fullmatch(word) and not (ROOT / word).exists():
            raise WrongCommandError(f"{' '.join(words)}: no {word}")


def check_module(arguments: list[str]) -> None:
    match arguments:
        case ["-m", module, *_] if find_spec(module) is None:
            raise WrongCommandError(f"no module {module}")
        case [path, *_] if path.endswith(".py") and not (ROOT / path).exists():
            raise WrongCommandError(f"no program {path}")


@every_guide
def test_every_command_is_there(guide: Path):
    text = text_of(guide)

    for script in blocks(text, "sh"):
        for words in lines(script):
            check(words)
    for words in inline(text):
        check(words, whole=False)


def missing_paths(text: str, folder: Path) -> list[str]:
    """Return the files and folders a guide names that are not there, in its folder or the root."""
    return [
        path
        for path in re.findall(r"`([\w.-]+/[\w./-]*)`", prose(text))
        if path.partition("/")[0] in FOLDERS
        and not any((place / path).exists() for place in (ROOT, folder))
    ]


@every_guide
def test_every_file_that_is_named_is_there(guide: Path):
    assert missing_paths(text_of(guide), guide.parent) == []


def test_a_file_that_is_not_there_is_noticed():
    text = (
        "`gate/core` `gate/cor` `tests/run` `tests/walk` `wiring/step.svg` `gate/<id>/events` `a/b`"
    )

    assert missing_paths(text, ROOT / "systemd") == ["gate/cor", "tests/walk"]


@pytest.mark.parametrize(
    ("command", "is_good"),
    [
        ("gate check", True),
        ("sudo gate --config x.toml lane hold masuk --for 30m --reason 'a b'", True),
        ("TOKEN=$(gate token add kantor --role officer)   # once", True),
        ("./simulator/demo --port 1", True),
        ("./tests/run -- -k stop", True),
        ("python -m tests.bench", True),
        ("curl --anything", True),
        ("gate chek", False),
        ("gate lane hold masuk --fore 30m --reason x", False),
        ("gate lane hold masuk keluar --for 30m --reason x", False),
        ("gate lane hold --for 30m --reason x", False),
        ("gate lane", False),
        ("TOKEN=$(gate token make kantor)", False),
        ("./simulator/demon", False),
        ("./simulator/demo --prot 1", False),
        ("./tests/run tests/storys", False),
        ("python -m tests.bank", False),
        ("python tests/mutants/champagne.py", False),
    ],
)
def test_a_command_that_is_not_there_is_noticed(command: str, *, is_good: bool):
    def check_all() -> None:
        for words in lines(command):
            check(words)

    if is_good:
        check_all()
    else:
        with pytest.raises(WrongCommandError):
            check_all()


# Sizes, and what else the guides promise


def test_the_front_page_is_short():
    assert len((ROOT / "README.md").read_bytes()) <= FRONT_PAGE


@every_guide
def test_a_long_guide_has_a_table_of_contents(guide: Path):
    text = text_of(guide)
    if len(text.splitlines()) <= TWO_SCREENS or guide == ROOT / "README.md":
        return

    sections = re.findall(r"^## (.+)$", prose(text), re.MULTILINE)
    linked = {link.removeprefix("#") for link in LINK.findall(text) if link.startswith("#")}
    missing = [each for each in sections if not anchors(f"# {each}\n") & linked]
    assert set(missing) <= {"Contents"}


def test_the_guide_to_the_pages_tells_who_sees_what():
    table = text_of(ROOT / "gate/web/README.md").partition("## Who sees what")[2].split("\n\n")[1]
    head, _, *rows = ([cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines())
    seen = {
        (role, name, sign)
        for cells in rows
        for name in re.findall(r"\*([^*]+)\*", cells[0])
        for role, sign in zip(head[1:], cells[1:], strict=True)
        if sign
    }

    assert seen == {
        (
            role.value,
            place.name.rpartition("|")[2],
            "✓" if role not in LOOKING_ONLY or is_read(place.path) else "looks",
        )
        for role in Role
        for place in PLACES[role]
    }


def is_read(path: str) -> bool:
    """Say whether nobody changes anything at a place of the pages."""
    return path in {"/history", "/reports", "/about"}


@pytest.mark.parametrize("wiring", Wiring, ids=str)
def test_each_wiring_has_a_drawing_with_its_relays_and_true_pins(wiring: Wiring):
    drawing = text_of(ROOT / f"systemd/wiring/{wiring}.svg")
    pins = dict(re.findall(r"GPIO(\d+) · pin (\d+)", drawing))
    names = set(re.findall(r">([a-z_]+)</text>", drawing))

    assert f"(wiring/{wiring}.svg)" in text_of(ROOT / "systemd/README.md")
    assert pins
    assert {pin: str(HEADER[int(pin)]) for pin in pins} == pins
    assert names >= {str(relay) for relay in RELAYS[wiring]}


def test_the_story_of_the_guide_to_the_tests_comes_true(tmp_path: Path):
    story = tmp_path / "story.py"
    (block,) = blocks(text_of(ROOT / "tests/README.md"), "python")
    story.write_text(block, encoding="utf-8")

    (test,) = (
        told for name, told in runpy.run_path(str(story)).items() if name.startswith("test_")
    )
    test()
