"""Imports run one way: the contracts of ``.importlinter`` hold."""

from __future__ import annotations

import pytest
from importlinter import cli


def test_import_contracts(capsys, request, monkeypatch):
    monkeypatch.chdir(request.config.rootpath)
    status = cli.lint_imports(is_debug_mode=False, no_cache=True)
    if status != cli.EXIT_STATUS_SUCCESS:
        pytest.fail(capsys.readouterr().out)
