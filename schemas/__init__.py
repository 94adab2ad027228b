"""Shapes that cross the border, ours and theirs; they carry shape, never rules."""
