"""What ``samen estimate`` shows on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

import click

from .analysis import Analysis, StratifiedAnalysis
from .estimate import Estimate


class ProgressBars:
    """One bar per method on stderr, only where somebody watches."""

    def __init__(self) -> None:
        self._label = ""
        self._bar: Any = None

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._step

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def _step(self, label: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None or label != self._label:
            self._close()
            self._label = label
            self._bar = click.progressbar(length=total, label=f"{label:<14}", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._close()


def print_analysis(found: StratifiedAnalysis) -> None:
    """Every estimate with its ranges, per stratum too, and what to keep in mind."""
    _print_one("All", found.whole)
    for labels, analysis in found.strata.items():
        click.echo("")
        title = ", ".join(
            f"{column} {label or '(unknown)'}"
            for column, label in zip(found.columns, labels, strict=True)
        )
        _print_one(title, analysis)
        for warning in analysis.warnings:
            click.echo(f"! {warning}")
    if found.strata:
        click.echo("\nSum over the strata")
        for name, one in found.sums.items():
            click.echo(_row(name, one))
    click.echo("")
    for warning in found.whole.warnings:
        click.echo(f"! {warning}")
    click.echo(f"seed {found.settings.seed}, input sha256 {found.input_sha256[:16]}…")
    click.echo("Registered is not actual: an estimate holds under its assumptions only.")


def _print_one(title: str, analysis: Analysis) -> None:
    totals = ", ".join(f"{name} {total:,}" for name, total in analysis.lists.list_totals.items())
    click.echo(f"{title}: {analysis.lists.observed:,} people registered ({totals})")
    click.echo(f"{'method':<17}{'estimate':>11}   {'95% BCa':<21}{'95% other':<31}model")
    for name, one in analysis.methods.items():
        click.echo(_row(name, one))
        for told in _further(one):
            click.echo(f"  {told}")


def _further(one: Estimate) -> Iterator[str]:
    """What a method says beside its total."""
    for stratum in one.details.get("strata", ()):
        labels = ", ".join(f"{column} {label}" for column, label in stratum["stratum"].items())
        limits = next((i for i in stratum["intervals"] if i["level"] == 0.95), None)
        shown = "" if limits is None else f"{_range(limits['lower'], limits['upper'])}"
        told = f"{labels}: {stratum['observed']:,.0f} registered, estimated"
        yield f"{told} {stratum['total']:,.0f}   {shown}".rstrip()
    if "without_correction" in one.details:
        plain = one.details["without_correction"]
        yield (
            f"without correction {plain:,.0f}; the {one.observed:,} registered are "
            f"{one.details['registered_after_correction']:,.0f} people after correction"
            if plain is not None and isfinite(plain)
            else "without correction not estimable"
        )


def _row(name: str, one: Estimate) -> str:
    if one.total is None:
        return f"{name:<17} {one.status:>13}  {one.reason}"
    bca = one.interval(0.95, "bca")
    other = next((i for i in one.intervals if i.level == 0.95 and i.kind != "bca"), None)
    total = f"≥ {one.total:,.0f}" if one.details.get("lower_bound") else f"{one.total:,.0f}"
    shown = "" if other is None else f"{_range(other.lower, other.upper)} {other.kind}"
    first = "" if bca is None else _range(bca.lower, bca.upper)
    return f"{name:<17} {total:>10}   {first:<20} {shown:<30} {one.model or ''}".rstrip()


def _range(lower: float | None, upper: float | None) -> str:
    low = "?" if lower is None else f"{lower:,.0f}"
    return f"{low} - " + ("unbounded" if upper is None else f"{upper:,.0f}")
