"""Pages and live updates for staff."""
