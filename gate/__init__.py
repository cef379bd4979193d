"""The parking-gate controller and its web pages."""
