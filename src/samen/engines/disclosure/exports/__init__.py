"""Protected figures and synthetic files in the formats others read."""
