"""What is vendored is complete, licensed and used."""

import re

import pytest

from gate.web.live.rendering import STATIC
from gate.words.alarms import ALARMS
from gate.words.kinds import KINDS
from gate.words.objections import OBJECTIONS
from gate.words.orders import ORDERS, QUESTIONS
from gate.words.states import STATES
from tests.gate.web.messages import WEB, WORDS

SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/icons.svg").read_text()))


def _named() -> set[str]:
    sources = [
        path.read_text()
        for path in [*WEB.rglob("*.py"), *WORDS.rglob("*.py"), *WEB.rglob("*.html")]
    ]
    return {word for source in sources for word in re.findall(r'"([a-z][a-z-]+)"', source)}


def test_every_icon_is_in_the_sprite():
    tables = (OBJECTIONS, STATES, KINDS, QUESTIONS)
    icons = {wording.icon for table in tables for wording in table.values()}
    icons |= {words.row.icon for words in ORDERS.values()}
    called = {
        name
        for path in WEB.rglob("*.html")
        for name in re.findall(r'icon\("([^"]+)"', path.read_text())
    }

    assert (icons | called) - SPRITE == set()


def test_the_sprite_has_no_icon_that_nothing_uses():
    assert SPRITE - _named() == set()


def test_alarms_have_a_level_between_one_and_three():
    assert {wording.level for wording in ALARMS.values()} <= {1, 2, 3}


@pytest.mark.parametrize("folder", ["fonts", "icons"])
def test_what_comes_from_elsewhere_stands_with_licence_and_version(folder: str):
    names = [path.name for path in (STATIC / folder).iterdir()]

    assert "VERSION.txt" in names
    assert any(name.startswith("LICENSE") for name in names)


def test_nothing_is_loaded_from_another_host():
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js"), *WEB.rglob("*.html")]:
        assert not re.search(r"(?:https?:)?//[a-z]", _without_comments(path.read_text())), path


def test_no_style_and_no_script_stands_in_a_page():
    for path in WEB.rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), path


def _without_comments(source: str) -> str:
    return re.sub(r"^\s*//.*$|/\*.*?\*/", "", source, flags=re.MULTILINE | re.DOTALL)
