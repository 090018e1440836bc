"""Who is the same person, employer, place or advert: link, review, count once, hit or no hit.

``link`` finds the records of one person in one or more registers; ``capture_histories`` makes
the table that estimation needs; ``name_similarity`` compares two names in any script. Tokens for
hit/no-hit between organisations are in :mod:`.tokens`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from samen.engines.linkage.captures import CaptureHistories, capture_histories
    from samen.engines.linkage.encode import name_similarities, name_similarity
    from samen.engines.linkage.evaluation import evaluate
    from samen.engines.linkage.explain import explain_pair
    from samen.engines.linkage.judgements import Judgement
    from samen.engines.linkage.linking import Linked, link, table_of
    from samen.engines.linkage.read import read_sources
    from samen.engines.linkage.review import review_queue
    from samen.engines.linkage.spec import LinkSpec, load_spec, spec_from_mapping

_HOMES: Final = {
    "CaptureHistories": "captures",
    "Judgement": "judgements",
    "LinkSpec": "spec",
    "Linked": "linking",
    "capture_histories": "captures",
    "evaluate": "evaluation",
    "explain_pair": "explain",
    "link": "linking",
    "load_spec": "spec",
    "name_similarities": "encode",
    "name_similarity": "encode",
    "read_sources": "read",
    "review_queue": "review",
    "spec_from_mapping": "spec",
    "table_of": "linking",
}


def __getattr__(name: str) -> Any:
    # Numba and Arrow are loaded when something is used, not when the package is named.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


__all__ = [
    "CaptureHistories",
    "Judgement",
    "LinkSpec",
    "Linked",
    "capture_histories",
    "evaluate",
    "explain_pair",
    "link",
    "load_spec",
    "name_similarities",
    "name_similarity",
    "read_sources",
    "review_queue",
    "spec_from_mapping",
    "table_of",
]
