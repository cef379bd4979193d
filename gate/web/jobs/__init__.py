"""Long work that child processes do for a page: import, export, backup; and its progress."""
