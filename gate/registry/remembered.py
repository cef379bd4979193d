"""How texts are read that come again and again in a long list, each worked out once.

A row's plate and tags are read to find out whose they are, then with its form, then as they stand
already; dates and choices are the same for thousands of rows.
"""

from functools import lru_cache

from gate.core.values import plates, tags
from gate.registry import dates
from gate.registry import import_headings as import_words

_MANY = 8_192
"""Texts remembered of each sort: more than a batch of an import has."""

canonical_plate = lru_cache(_MANY)(plates.canonical)
canonical_tag = lru_cache(_MANY)(tags.canonical_tag)
unmistakable = lru_cache(_MANY)(tags.unmistakable)
start = lru_cache(_MANY)(dates.start)
end = lru_cache(_MANY)(dates.end)
spell_start = lru_cache(_MANY)(dates.spell_start)
spell_end = lru_cache(_MANY)(dates.spell_end)
meaning = lru_cache(_MANY)(import_words.meaning)
