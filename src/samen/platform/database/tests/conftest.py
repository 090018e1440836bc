"""The small world of tests, for row-level security."""

from tests.everything import ids  # noqa: F401
from tests.worlds import cheap_argon2, sealed_files, world  # noqa: F401

from samen.sharing.tests.knowing import key_holder  # noqa: F401
