"""A year of a centre under a clock that runs fast, with workers that are killed all along."""
