"""What the gate publishes: the journal as events, and its state as retained topics."""
