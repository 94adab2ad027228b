"""Prints: Typst templates and one function each; the only importer of typst and qrcode."""
