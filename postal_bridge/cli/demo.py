"""The demonstration."""


def demo() -> None:
    """Demonstrate."""
