"""The English catalogue holds every text of the pages, and no other."""

from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.gate.web.messages import WORDS, texts


@pytest.fixture(scope="module")
def english() -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with (WORDS / "locale/en/LC_MESSAGES/gate.po").open("rb") as source:
        catalogue: Catalog = read_po(source, locale="en", abort_invalid=True)
    return {
        entry.id if isinstance(entry.id, str) else tuple(entry.id): entry.string
        for entry in catalogue
        if entry.id
    }


def test_every_text_has_its_english(english: dict):
    wanted = {text for text, _ in texts()}

    assert wanted - english.keys() == set()
    assert [text for text in wanted if not all(_both(english[text]))] == []


def test_no_text_is_left_over(english: dict):
    assert english.keys() - {text for text, _ in texts()} == set()


def test_both_languages_fill_in_the_same_gaps(english: dict):
    for text, translated in english.items():
        for said in _both(translated):
            assert _gaps(said) == _gaps(_both(text)[0]), text


def test_no_text_speaks_politely_or_loudly():
    """No *silakan*, no *mohon maaf*, no exclamation marks."""
    for text, place in texts():
        for said in _both(text):
            assert "!" not in said, (place, said)
            assert "silakan" not in said.lower(), (place, said)
            assert "mohon maaf" not in said.lower(), (place, said)


def _both(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
