"""The small world of tests, for pages of who is logged in."""

from tests.worlds import cheap_argon2, sealed_files, world  # noqa: F401
