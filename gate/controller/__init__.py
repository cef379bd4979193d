"""The controller's process: its shell around the core, its socket, lock, start-up and watchdog."""
