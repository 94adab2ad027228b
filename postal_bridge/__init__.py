"""The deck of the bridge: domain decides, usecases act, store remembers, gateways speak."""
