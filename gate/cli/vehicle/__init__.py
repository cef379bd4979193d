"""Commands about the list of vehicles."""
