"""Act: one verb a file; the only openers of transactions."""
