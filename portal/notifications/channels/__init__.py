"""The ways a message goes out; each raises Undeliverable when trying again is of no use."""


class Undeliverable(Exception):
    """The receiver refuses the message for good."""
