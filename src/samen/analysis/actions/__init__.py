"""The verbs of the analysis zone: what is kept of estimates and system models."""
