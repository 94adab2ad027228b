"""Speak: one file for each outside party."""
