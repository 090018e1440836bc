"""Compiled inner loops (numba). Nothing here is public; :mod:`..backend` chooses."""
