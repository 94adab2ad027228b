"""Files of banks and of the post: what they say about money, whatever they are written in."""
