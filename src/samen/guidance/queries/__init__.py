"""The reads of the public zone."""
