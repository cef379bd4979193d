"""What code and texts cite of the repository's documents is there: the file, and the section."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = re.compile(r"(?<![\w/.:-])([\w./-]*\w\.md)\b")
NUMBER = r"\d+[a-z]?(?:\.\d+)*(?: [a-g](?![\w.]))?"
SECTIONS = re.compile(rf"§({NUMBER})((?:(?:,| and|,? or) (?:§)?\d+\.\d+(?:\.\d+)*)*)")
MADE = frozenset({"__pycache__", "node_modules", "build"})
HEADING = re.compile(rf"^#+ ({NUMBER})\b", re.MULTILINE)


class Citation(NamedTuple):
    """`section` is None where a document is named as a whole."""

    place: str
    document: str | None
    section: str | None


def citations(place: str, text: str) -> Iterator[Citation]:
    """Every document and section that a text cites.

    A section without a document is one of the document cited before it in the same text, or, in a
    document, its own.
    """
    document = place if place.endswith(".md") else None
    joined = re.sub(r"\s*\n[ \t]*(?:#|\"\"\")?[ \t]*", " ", text)
    for found in re.finditer(rf"{DOCUMENT.pattern}|{SECTIONS.pattern}", joined):
        if found[1]:
            following = re.match(r"`?\)? ?§", joined[found.end() :])
            if following or not place.endswith(".md"):
                document = found[1]
            yield Citation(place, found[1], None)
        else:
            more = re.findall(r"\d+\.\d+(?:\.\d+)*", found[3] or "")
            yield from (Citation(place, document, each) for each in (found[2], *more))


def found_in(place: str, document: str | None) -> Path | None:
    """The document a text means: beside it, or by its path from the root."""
    if document is None:
        return None
    beside = ROOT / Path(place).parent / document
    return next((path for path in (beside, ROOT / document) if path.is_file()), None)


@cache
def headings(document: Path) -> frozenset[str]:
    return frozenset(HEADING.findall(document.read_text(encoding="utf-8")))


def wrong(citation: Citation) -> str | None:
    """What is wrong with a citation, None when it is right."""
    document = found_in(citation.place, citation.document)
    if document is None:
        return f"{citation.place}: no document {citation.document} (§{citation.section})"
    if citation.section is not None and citation.section not in headings(document):
        return f"{citation.place}: {citation.document} has no §{citation.section}"
    return None


def texts() -> Iterator[tuple[str, str]]:
    """All texts of the project by their paths from the root, without what tools leave behind."""
    for path in sorted(ROOT.rglob("*")):
        place = path.relative_to(ROOT)
        made = any(part.startswith(".") or part in MADE for part in place.parts)
        if made or path == Path(__file__) or not path.is_file():
            continue
        try:
            yield str(place), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture or a font
            continue


def test_what_is_cited_is_there():
    found = [each for place, text in texts() for each in citations(place, text)]

    assert len([each for each in found if each.section is not None]) > 100
    assert [fault for fault in map(wrong, found) if fault is not None] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("see `gate/core/barrier/README.md` §3.3", 0),
        ("see gate/core/barrier/README.md §3.4 a, and hardware/protocols/README.md §4a", 0),
        ("reasons: gate/core/barrier/README.md §0.1, §1.3 and §7", 0),
        ("see research.md", 1),
        ("see gate/core/barrier/README.md §3.9", 1),
        ("see gate/core/barrier/README.md §3.4 g, §3.4 f, §0.9", 1),
        ("see gate/core/barrier/README.md\n    §9.9", 1),
        ("see hardware/protocols/README.md §0.1, 0.7", 1),
        ("a rule (§3.3) of nothing", 1),
    ],
)
def test_a_citation_that_leads_nowhere_is_noticed(text: str, faults: int):
    found = [wrong(each) for each in citations("gate/core/lane/lane.py", text)]

    assert len([fault for fault in found if fault is not None]) == faults
