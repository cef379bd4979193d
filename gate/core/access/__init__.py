"""May this vehicle pass: the permits in memory and the decision."""
