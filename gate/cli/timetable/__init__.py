"""Commands about schedules, plans and holidays."""
