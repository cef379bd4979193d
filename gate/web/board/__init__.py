"""The live page as values: what the controller says → what a card shows. No I/O."""
