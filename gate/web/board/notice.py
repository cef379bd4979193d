"""One strip above the lanes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One strip. `acknowledge` is the alarm's id while nobody has checked it."""

    key: str
    tone: str
    icon: str
    title: str
    parts: tuple[str, ...] = ()
    detail: str = ""
    urgent: bool = False
    acknowledge: str | None = None
