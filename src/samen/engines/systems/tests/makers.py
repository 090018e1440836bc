"""Random models for the tests."""

from __future__ import annotations

import numpy as np

from samen.engines.systems import Model, Relation, Settings, Variable


def random_model(
    variables: int = 12,
    relations: int = 30,
    seed: int = 0,
    *,
    attenuation: float | None = None,
    order: int = 1,
    domains: int = 3,
) -> Model:
    """A model with distinct random relations; the first three variables are goals, two levers."""
    stream = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(variables) for j in range(variables) if i != j]
    chosen = stream.choice(len(pairs), min(relations, len(pairs)), replace=False)
    return Model(
        tuple(
            Variable(
                f"v{n}",
                f"Variable {n}",
                baseline=float(stream.uniform(0.1, 0.9)),
                domain=f"d{n % domains}",
                goal=("up", "down", "up")[n] if n < 3 else "",
                control="lever" if n in (3, 4, 5) else "no",
                actors=("one", "two") if n == 3 else ("two",),
            )
            for n in range(variables)
        ),
        tuple(
            Relation(
                f"v{pairs[n][0]}",
                f"v{pairs[n][1]}",
                int(stream.choice([-1, 1])),
                str(stream.choice(list("wasv"))),
                str(stream.choice(list("LAHV"))),
                order=order,
            )
            for n in chosen
        ),
        settings=Settings(attenuation=attenuation),
    )
