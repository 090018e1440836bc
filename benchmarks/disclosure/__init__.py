"""Benchmarks of ``samen.engines.disclosure``."""
