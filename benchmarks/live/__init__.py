"""A running server for benchmarks, somebody who uses it, and a world to use it on."""
