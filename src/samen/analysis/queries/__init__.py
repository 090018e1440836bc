"""The reads of the analysis zone."""
