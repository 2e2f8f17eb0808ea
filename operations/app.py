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
from operations.readiness.command import readiness
from operations.switching.command import plan, switch
from operations.told import told

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(told(compare))
app.command()(told(plan))
app.command()(told(switch))
app.command()(told(preflight))
app.command()(told(status))
app.command()(told(readiness))
app.command()(told(failover))
app.command()(told(failback))
app.command()(told(drill))
app.command()(told(gate))
app.command()(told(pr_report))
app.add_typer(prices, name="prices")


@app.callback()
def standby() -> None:
    """Know before you switch."""
