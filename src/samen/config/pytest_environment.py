"""A pytest plugin (``addopts = -p …``): the environment of every test, set before Django looks.

What a test does itself the platform does (every row); a request has the zone of its address.
It begins in the default language: a request leaves its own behind in the thread.
Demo settings, no HTTPS, data in a folder that goes when the run ends. What the caller has set
(another database, for instance) stays.
"""

import atexit
import os
import shutil
import tempfile

import pytest
from django.utils import translation

from samen.platform.database.acting import SYSTEM, declare

os.environ.setdefault("SAMEN_DEMO", "yes")
os.environ.setdefault("SAMEN_HTTPS", "no")
if "SAMEN_DATA_DIR" not in os.environ:
    os.environ["SAMEN_DATA_DIR"] = tempfile.mkdtemp(prefix="samen-test-")
    atexit.register(shutil.rmtree, os.environ["SAMEN_DATA_DIR"], ignore_errors=True)
declare(SYSTEM)


@pytest.fixture(autouse=True)
def default_language() -> None:
    translation.deactivate()
