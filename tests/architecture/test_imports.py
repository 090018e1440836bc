"""Imports run one way: the contracts of ``.importlinter`` hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_import_contracts(request):
    # In a process of its own: the linter silences every logger of the one it runs in.
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-cache"], cwd=request.config.rootpath, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
