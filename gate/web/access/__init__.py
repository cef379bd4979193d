"""Who may see what: cookies, sessions, throttling, roles of places."""
