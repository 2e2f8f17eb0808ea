"""The `standby` command: results to stdout, all else to stderr. Exit 0: done, 1: refused, 2: wrong option."""

import typer

from operations.comparison.command import compare
from operations.drill.command import drill
from operations.failover.command import failback, failover
from operations.gate.command import gate
from operations.live.command import status
from operations.preflight.command import preflight
from operations.pricing.command import app as prices
from operations.pull_request.command import pr_report
from operations.switching.command import plan, switch

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(compare)
app.command()(plan)
app.command()(switch)
app.command()(preflight)
app.command()(status)
app.command()(failover)
app.command()(failback)
app.command()(drill)
app.command()(gate)
app.command()(pr_report)
app.add_typer(prices, name="prices")


@app.callback()
def standby() -> None:
    """Know before you switch."""
