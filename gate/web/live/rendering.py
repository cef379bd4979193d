"""Templates → HTML in the reader's language; whatever no template wrote is escaped."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gate.web.live import plates
from gate.words.language import LANGUAGES, SOURCE, Language
from gate.words.orders import reason_in_words

STATIC: Final = Path(str(files("gate.web") / "static"))


@cache
def static_path() -> str:
    """Name the present static files, so that browsers may keep each version for ever."""
    digest = sha256()
    for path in sorted(each for each in STATIC.rglob("*") if each.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode())
        digest.update(path.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


class Rendering:
    """Renders templates for readers of each language, with times in the gate's zone."""

    def __init__(self, timezone: ZoneInfo) -> None:
        self._languages = {code: Language(code, timezone) for code in LANGUAGES}
        self._words = {code: _words(language) for code, language in self._languages.items()}

    def language(self, code: str) -> Language:
        """Return one of the languages, the source for a code that is none."""
        return self._languages.get(code) or self._languages[SOURCE]

    def html(self, language: Language, template: str, values: Mapping[str, object]) -> Markup:
        """Render a template, ready to stand in a page or in another template."""
        found = _environment().get_template(template)
        html = found.render({**self._words[language.code], **values})
        return Markup(html)  # noqa: S704 - autoescaped by the environment


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gate.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        asset=lambda name: f"{static_path()}/{name}",
        display_plate=plates.spelt,
        languages=LANGUAGES,
        plate_kind=plates.kind,
    )
    return environment


def _words(language: Language) -> dict[str, object]:
    """What templates say things with."""
    return {
        "_": language.say,
        "clock_seconds": language.clock_seconds,
        "date": language.date,
        "day": language.day,
        "duration": language.duration,
        "in_words": lambda reason: reason_in_words(language, reason),
        "lang": language.code,
        "many": language.many,
        "num": language.number,
        "short": language.short,
    }
