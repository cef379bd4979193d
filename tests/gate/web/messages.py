"""All texts of the pages, as the catalogue must have them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract

WEB = Path(__file__).parents[3] / "gate" / "web"
WORDS = WEB.with_name("words")
KEYWORDS = {"say": None, "message": None, "_": None, "many": (1, 2)}
SOURCES = {"*.py": "python", "*.html": "jinja2.ext:babel_extract"}


@cache
def texts() -> tuple[tuple[str | tuple[str, ...], str], ...]:
    """Every text with the file it stands in; a pair when it depends on a count."""
    return tuple(_extracted())


def _extracted() -> Iterator[tuple[str | tuple[str, ...], str]]:
    for pattern, method in SOURCES.items():
        for path in sorted([*WEB.rglob(pattern), *WORDS.rglob(pattern)]):
            with path.open("rb") as source:
                options = {"encoding": "utf-8", "silent": "false"}
                for _, text, _, _ in extract(method, source, KEYWORDS, options=options):
                    yield text, str(path.relative_to(WEB.parent))
