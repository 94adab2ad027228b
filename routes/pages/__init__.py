"""Pages for people: one module for each place that somebody works in, and what they share."""
