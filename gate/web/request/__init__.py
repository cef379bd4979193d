"""One request: who asks, in which language, and the answers a page can give."""
