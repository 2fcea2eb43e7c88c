"""The core: the whole product, which has never heard of a chat platform or a browser."""

__version__ = "0.1.0"
