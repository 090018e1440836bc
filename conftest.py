"""The environment of every test: demo settings, no HTTPS, data in a folder of its own."""

import os
import tempfile

os.environ.setdefault("SAMEN_DEMO", "yes")
os.environ.setdefault("SAMEN_HTTPS", "no")
os.environ.setdefault("SAMEN_DATA_DIR", tempfile.mkdtemp(prefix="samen-test-"))
