"""Reading and writing models. :func:`read` and :func:`write` choose the format by the name."""

from __future__ import annotations

from samen.engines.systems.formats.files import FORMATS, read, write
from samen.engines.systems.formats.loss import Loaded, Written
from samen.engines.systems.formats.samen_json import from_dict, to_dict

__all__ = ["FORMATS", "Loaded", "Written", "from_dict", "read", "to_dict", "write"]
