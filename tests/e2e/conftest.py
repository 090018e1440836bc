"""What the tests of the whole house share."""

from tests.worlds import cheap_argon2, sealed_files, world  # noqa: F401
