"""Commands that read the journal: show, export, explain, replay."""
