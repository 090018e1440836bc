"""A logged-in member, for this capability."""

from tests.members import log_in  # noqa: F401
