from __future__ import annotations

import numpy as np
import pytest

from samen.engines.linkage import search
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.linking import Linked, link, prepare

pytestmark = pytest.mark.spark


def test_spark_gives_the_same_clusters(linked: Linked) -> None:
    from samen.engines.linkage.engine_spark import candidate_pairs, local_session, scorer

    session = local_session()
    try:
        other = link(linked.table, linked.spec, scorer=scorer(session))
        assert (other.cluster == linked.cluster).all()
        assert other.ids == linked.ids
        np.testing.assert_allclose(
            other.scored["match_weight"].to_numpy(),
            linked.scored["match_weight"].to_numpy(),
            atol=1e-9,
        )
        records = prepare(linked.table.slice(0, 300), linked.spec)
        from dataclasses import replace

        ruled = replace(records, spec=replace(linked.spec, blocking=("name+date", "identifier")))
        chosen = search.plan(ruled, Pieces(ruled))
        joined = {
            (r["left"], r["right"]) for r in candidate_pairs(session, ruled, chosen).collect()
        }
        alone = search.find_pairs(ruled, linked.model, -1e9, chosen=chosen)
        assert joined == set(zip(alone.left.tolist(), alone.right.tolist(), strict=True))
    finally:
        session.stop()
