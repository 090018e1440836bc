"""The one command line: ``samen WORD …``.

Each word lives with the capability or engine that does the work and is imported only
when it is called, so that ``samen --help`` answers at once and an engine never loads Django.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from samen.kernel.errors import InvalidInput

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("samen.demo.cli:demo", "Make the synthetic Netherlands and start on it."),
    "serve": ("samen.config.cli:serve", "Run the web server."),
    "estimate": ("samen.engines.mse.cli:estimate", "Estimate the victims on no list."),
    "simulate": ("samen.engines.systems.cli:simulate", "Run the system model over time."),
    "rank": ("samen.engines.systems.cli:rank", "Rank interventions under uncertainty."),
    "loops": ("samen.engines.systems.cli:loops", "List the feedback loops of a model."),
    "link": ("samen.engines.linkage.cli:link", "Find records of the same person."),
    "tokens": ("samen.engines.linkage.cli:tokens", "Make and match hit/no-hit tokens."),
    "protect": ("samen.engines.disclosure.cli:protect", "Protect a table for publication."),
    "synthesise": ("samen.engines.disclosure.cli:synthesise", "Make open synthetic microdata."),
    "audit": ("samen.engines.disclosure.cli:audit", "Bound what an attacker can infer."),
    "decide": ("samen.engines.rules.cli:decide", "May this be shared? With citations."),
    "rights": ("samen.engines.rules.cli:rights", "What is this person entitled to?"),
    "rules": ("samen.engines.rules.cli:rules", "Check, compare and prove the rule table."),
    "outbox": ("samen.platform.cli:outbox", "Deliver events to other systems."),
    "log": ("samen.platform.cli:log", "Verify the logbook."),
}


class LazyGroup(click.Group):
    """Import a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module_name, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module_name), attribute)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            for problem in error.problems:
                click.echo(f"samen: {problem}", err=True)
            ctx.exit(2)


@click.group(cls=LazyGroup)
@click.version_option(package_name="samen")
def main() -> None:
    """Samen: the joint approach to human trafficking."""


if __name__ == "__main__":
    sys.exit(main())
