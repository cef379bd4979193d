"""What the pages say: `words.md` as tables, and the language that speaks them."""
