"""``samen simulate``, ``samen rank`` and ``samen loops``."""

from __future__ import annotations

import click

from samen.engines.systems import console, report
from samen.engines.systems.actions import Grouping, actions_of, goals_of
from samen.engines.systems.checks import unknown_variable
from samen.engines.systems.ensemble import ensemble
from samen.engines.systems.explain import explain
from samen.engines.systems.formats import write
from samen.engines.systems.interventions import (
    Intervention,
    intervention_problems,
    parse_control,
    parse_press,
    parse_pulse,
    parse_ramp,
)
from samen.engines.systems.loops import loops as find_loops
from samen.engines.systems.models import BASE
from samen.engines.systems.ranking import Measure
from samen.engines.systems.ranking import rank as rank_actions
from samen.engines.systems.scales import Mode
from samen.engines.systems.simulation import simulate as run_model
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_MODEL_HELP = f"""MODEL is a JSON file of ours, a folder with variables.csv and relations.csv,
a file of another format we read (Kumu, Mental Modeler, GraphML, XMILE, QPress), or the word
{BASE!r} for the base model that comes with Samen."""


@click.command(help=f"Run the system model over time.\n\n{_MODEL_HELP}")
@click.argument("model")
@click.option("--press", multiple=True, metavar="VAR=SIZE", help="A lasting push, as VAR=+0.2.")
@click.option("--ramp", multiple=True, metavar="VAR=SIZE@YEARS", help="A push that grows.")
@click.option("--pulse", multiple=True, metavar="VAR=SIZE@START@END", help="A push for a while.")
@click.option(
    "--control",
    multiple=True,
    metavar="VAR=SETPOINT@YEARS",
    help="Steer to a setpoint with an adjustment time, as VAR=0.8@1.",
)
@click.option("--years", type=float, default=10.0, show_default=True, help="Horizon.")
@click.option("--score", multiple=True, metavar="VARS", help="Mean of these over the horizon.")
@click.option("--draws", type=int, help="Also run this many draws of the uncertain model.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--why", metavar="GOAL", help="Explain what happens to this variable, by paths.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw the levels to this file.")
@click.option("--save", type=click.Path(), help="Write the model in the format of this name.")
@console.shared
def simulate(
    model: str,
    press: tuple[str, ...],
    ramp: tuple[str, ...],
    pulse: tuple[str, ...],
    control: tuple[str, ...],
    years: float,
    score: tuple[str, ...],
    draws: int | None,
    seed: int,
    why: str | None,
    svg: str | None,
    save: str | None,
    mode: Mode,
    attenuation: float | None,
    as_json: bool,
) -> None:
    loaded = console.load(model)
    problems: list[Problem] = []
    done: list[Intervention] = [
        *console.parsed(press, parse_press, problems),
        *console.parsed(ramp, parse_ramp, problems),
        *console.parsed(pulse, parse_pulse, problems),
        *console.parsed(control, parse_control, problems),
    ]
    scored = console.names(score)
    problems += [
        unknown_variable("--score", name, loaded.ids) for name in scored if name not in loaded.index
    ]
    problems += intervention_problems(loaded, done, mode)
    raise_if_any(problems)
    run = run_model(loaded, done, years=years, mode=mode, attenuation=attenuation)
    spread = None
    if draws is not None:
        names = [variable.id for variable in report.watched(run, scored)]
        with console.progress("draws", draws) as progress:
            spread = ensemble(
                loaded,
                done,
                watch=names,
                draws=draws,
                seed=seed,
                years=years,
                mode=mode,
                attenuation=attenuation,
                progress=progress,
            )
    reason = explain(loaded, done, why, mode=mode, attenuation=attenuation) if why else None
    if svg:
        from samen.engines.systems import charts

        console.save(svg, charts.run_svg(run, report.watched(run, scored, pushed=False), spread))
    if save:
        for note in write(loaded, save):
            click.echo(f"samen: {save}: {note}", err=True)
    value = round(run.score(scored), 15) if scored else None
    if as_json:
        answer = run.to_dict()
        if value is not None:
            answer |= {"score": value, "score_of": scored}
        if spread is not None:
            answer["ensemble"] = spread.to_dict()
        if reason is not None:
            answer["why"] = reason.to_dict()
        console.print_json(answer)
        return
    click.echo(report.run_text(run, scored, spread))
    if reason is not None:
        click.echo("\n" + "\n".join(reason.sentences()))
    if value is not None:
        names = ", ".join(scored)
        click.echo(f"\nMean of {names} over {years:g} years: {value:.6f}")


@click.command(help=f"Rank interventions under uncertainty.\n\n{_MODEL_HELP}")
@click.argument("model")
@click.option("--draws", type=int, default=1_000, show_default=True)
@click.option(
    "--goal",
    multiple=True,
    metavar="VAR[=up|down]",
    help="What should improve; several with commas. Default: the goals of the model.",
)
@click.option("--lever", multiple=True, metavar="VARS", help="Only these levers.")
@click.option(
    "--by",
    type=click.Choice(["lever", "pair", "actor", "domain"]),
    default="lever",
    show_default=True,
    help="Each lever, each pair, or all levers of an actor or a domain at once.",
)
@click.option("--actor", default="", help="Only levers of this actor.")
@click.option("--domain", default="", help="Only levers in this domain.")
@click.option("--size", type=float, default=0.2, show_default=True, help="The push; 0.2 is a step.")
@click.option("--measure", type=click.Choice(["end", "mean"]), default="end", show_default=True)
@click.option("--per-effort", is_flag=True, help="Order by score per unit of effort.")
@click.option("--years", type=float, default=10.0, show_default=True, help="Horizon.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--jobs", type=int, default=1, show_default=True, help="Cores to use.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw the ranking to this file.")
@console.shared
def rank(
    model: str,
    draws: int,
    goal: tuple[str, ...],
    lever: tuple[str, ...],
    by: Grouping,
    actor: str,
    domain: str,
    size: float,
    measure: Measure,
    per_effort: bool,
    years: float,
    seed: int,
    jobs: int,
    svg: str | None,
    mode: Mode,
    attenuation: float | None,
    as_json: bool,
) -> None:
    loaded = console.load(model)
    goals = goals_of(loaded, console.with_wishes(loaded, console.names(goal)))
    levers = console.names(lever) or console.levers(loaded, [goal.variable for goal in goals])
    actions = actions_of(loaded, by, size=size, levers=levers, actor=actor, domain=domain)
    with console.progress(f"{len(actions)} actions", draws) as progress:
        ranking = rank_actions(
            loaded,
            actions,
            goals,
            draws=draws,
            seed=seed,
            years=years,
            measure=measure,
            mode=mode,
            attenuation=attenuation,
            jobs=jobs,
            progress=progress,
        )
    if svg:
        from samen.engines.systems import charts

        console.save(svg, charts.ranking_svg(ranking))
    if as_json:
        answer = ranking.to_dict()
        answer["by_actor"] = ranking.best_by("actor")
        answer["by_domain"] = ranking.best_by("domain")
        console.print_json(answer)
        return
    click.echo(report.ranking_text(ranking, per_effort))


@click.command(help=f"List the feedback loops of a model.\n\n{_MODEL_HELP}")
@click.argument("model")
@click.option("--strongest", type=int, default=20, show_default=True, help="How many to show.")
@click.option("--independent", is_flag=True, help="Show a shortest independent loop set instead.")
@click.option("--most", type=int, default=1_000_000, show_default=True, help="Count up to this.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw the model and these loops.")
@console.shared
def loops(
    model: str,
    strongest: int,
    independent: bool,
    most: int,
    svg: str | None,
    mode: Mode,
    attenuation: float | None,
    as_json: bool,
) -> None:
    loaded = console.load(model)
    if most < 1:
        raise InvalidInput(Problem("--most", "must be a whole number of 1 or more", most, "range"))
    found = find_loops(
        loaded, strongest=strongest, most_counted=most, mode=mode, attenuation=attenuation
    )
    if svg:
        from samen.engines.systems.drawing import model_svg

        shown = found.independent if independent else found.strongest
        console.save(svg, model_svg(loaded, highlight=shown[:3]))
    if as_json:
        console.print_json(found.to_dict())
        return
    click.echo(report.loops_text(found, independent))
