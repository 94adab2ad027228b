"""Time in: when, for which period, which use case."""
