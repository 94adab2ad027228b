"""Decides: plain Python without waiting, clocks, files or networks."""
