"""The demonstration: a made-up centre, and thirteen working days at it done by use cases."""
