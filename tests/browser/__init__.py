"""A package, so that one Chromium lasts for all of these files (see conftest.py)."""
