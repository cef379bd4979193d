"""Who may sign in: users, passwords, second factors, sessions, tokens."""
