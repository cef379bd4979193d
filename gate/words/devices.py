"""What a browser is, from what it calls itself: enough for its owner to know it again."""

from typing import Final

from gate.words.language import Language, message

_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_UNKNOWN: Final = message("Perangkat lain")


def device_in_words(language: Language, device: str) -> str:
    """Name browser and system: `Chrome, Android`."""
    kinds = (_BROWSERS, _SYSTEMS)
    found = [next((name for mark, name in kind if mark in device), None) for kind in kinds]
    return ", ".join(name for name in found if name) or language.say(_UNKNOWN)
