"""The page to play the lanes by hand, and the same as a JSON API."""
