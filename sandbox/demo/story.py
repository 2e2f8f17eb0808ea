"""The story that the demonstration tells, step by step."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from sandbox.demo import proofs
from sandbox.demo.beginning import push_images
from sandbox.demo.engines import Engine, Plan, resources_of
from sandbox.demo.program import Program

HOME, PEER = _STACKS = ("prod-east", "dr-west")
REGIONS = ("us-east-1", "us-west-2")
_ENTRIES = {"warm-standby": "failover", "active-active": "latency", "pilot-light": "failover"}
# Growing the second region: it must be up before anything points at it. Shrinking: nothing may point at it any more.
_ORDERS = {
    "active-active": (PEER, HOME),
    "pilot-light": (HOME, PEER),
    "warm-standby": (PEER, HOME),
}


@dataclass
class Story:
    """Runs the steps in order and keeps what each proved."""

    console: Console
    engine: Engine
    program: Program
    clients: proofs.Clients
    _results: list[tuple[str, str, bool]] = field(default_factory=list)
    _stores: dict[str, dict[str, str]] = field(default_factory=dict)
    _outputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def proved(self) -> bool:
        """Whether every proof held, and there was at least one."""
        return bool(self._results) and all(held for _, _, held in self._results)

    def tell(self) -> None:
        """Bring both regions up, switch the strategy round, and prove each claim on the way."""
        self.console.print(f"[bold]Both regions come up[/] (warm-standby, engine: {self.engine.name})")
        self._up(HOME)
        self._prove("without images nothing waits for them", lambda: proofs.nothing_runs(self.clients, REGIONS[0]))
        pushed = push_images(self.program.directory, self.clients.of("ecr", REGIONS[0]))
        self.console.print(f"  pushed     {', '.join(pushed)}", markup=False)
        for stack in (HOME, PEER):
            self._up(stack)
        self._prove_cloud()
        self.console.print("\n[bold]A second up changes nothing[/]")
        self._prove_settled("after the first up")
        for strategy in ("active-active", "pilot-light", "warm-standby"):
            self._switch(strategy)
        self._move("eks")
        self._prove("whoever acts has the rights of its role", lambda: proofs.nothing_refused(self.clients))
        self._show_outputs()

    def summarise(self, *, elapsed_seconds: float) -> None:
        """Print what was proved, and what was not."""
        table = Table(title=f"What was proved, in {elapsed_seconds:.0f} s", title_justify="left")
        table.add_column("claim")
        table.add_column("seen")
        table.add_column("holds")
        for claim, seen, held in self._results:
            table.add_row(claim, seen, "[green]yes[/]" if held else "[red]NO[/]")
        self.console.print()
        self.console.print(table)

    def _up(self, stack: str) -> None:
        started = time.monotonic()
        self.engine.up(stack)
        spent = time.monotonic() - started
        resources = resources_of(self.engine, stack)
        self._stores[stack] = proofs.stores(resources)
        self.console.print(f"  {stack:<10} {len(resources)} resources, {spent:.1f} s")

    def _switch(self, strategy: str) -> None:
        self.console.print(f"\n[bold]standby:strategy: {strategy}[/] in both stack files")
        before = self._all_stores()
        self.program.write_setting("strategy", strategy)
        for stack in _ORDERS[strategy]:
            self._show_plan(stack, self.engine.preview(stack))
            self._up(stack)
        self._prove(f"{strategy}: no store replaced", lambda: proofs.stores_untouched(before, self._all_stores()))
        self._prove_entry(strategy)
        self._prove_settled(f"after the switch to {strategy}")

    def _move(self, runtime: str) -> None:
        self.console.print(f"\n[bold]runtime: {runtime}[/] for both workloads in Pulumi.yaml")
        before = self._all_stores()
        self.program.write_runtime(runtime)
        for stack in (HOME, PEER):
            self._up(stack)
        self._prove("on Kubernetes: no store replaced", lambda: proofs.stores_untouched(before, self._all_stores()))
        self._prove(
            "on Kubernetes: pods behind the same load balancers", lambda: proofs.pods_serve(self.clients, REGIONS)
        )

    def _show_plan(self, stack: str, plan: Plan) -> None:
        counts = ", ".join(f"{count} to {op}" for op, count in sorted(plan.counts.items())) or "no changes"
        self.console.print(f"  plan of {stack}: {counts}")
        for operation, names in plan.changes.items():
            self.console.print(f"    {operation:<8} {', '.join(sorted(set(names)))}", markup=False)

    def _plans(self) -> dict[str, Plan]:
        """Plan both stacks at once: a preview writes nothing."""
        with ThreadPoolExecutor(2) as both:
            return dict(zip((HOME, PEER), both.map(self.engine.preview, (HOME, PEER)), strict=True))

    def _prove_cloud(self) -> None:
        self._prove("one global database", lambda: proofs.one_writer(self.clients, REGIONS, REGIONS[0]))
        self._prove(
            "global tables replicate", lambda: proofs.tables_replicate(self.clients, REGIONS, "standby-products")
        )
        self._prove("three zones everywhere", lambda: proofs.three_zones(self.clients, REGIONS))
        buckets = {region: self._output(stack, "assets_bucket") for stack, region in zip(_STACKS, REGIONS, strict=True)}
        self._prove("assets are copied both ways", lambda: proofs.assets_are_copied(self.clients, buckets))
        self._prove_entry("warm-standby")

    def _prove_entry(self, strategy: str) -> None:
        entry = _ENTRIES[strategy]
        self._prove(f"{strategy}: routing entry", lambda: proofs.entry_points_at(self.clients, entry))
        served = REGIONS if entry == "latency" else (REGIONS[0], REGIONS[0])
        app, ends = self._output(HOME, "app"), dict(zip(REGIONS, served, strict=True))
        self._prove(f"{strategy}: through the edge", lambda: proofs.orders_reach(self.clients, app, ends))

    def _prove_settled(self, when: str) -> None:
        def settled() -> str:
            changes = {stack: dict(plan.counts) for stack, plan in self._plans().items()}
            if any(changes.values()):
                msg = f"a preview still wants {changes}"
                raise proofs.ProofError(msg)
            return "previews of both stacks are empty"

        self._prove(f"nothing left to change {when}", settled)

    def _prove(self, claim: str, proof: Callable[[], str]) -> None:
        try:
            seen, held = proof(), True
        except proofs.ProofError as error:
            seen, held = str(error), False
        self._results.append((claim, seen, held))
        self.console.print(f"  {'proved' if held else 'NOT PROVED'}: {claim} - {seen}", markup=False)

    def _output(self, stack: str, key: str) -> str:
        """A name that no strategy changes."""
        if stack not in self._outputs:
            self._outputs[stack] = self.engine.outputs(stack)
        return str(self._outputs[stack][key])

    def _all_stores(self) -> dict[str, str]:
        return {**self._stores[HOME], **self._stores[PEER]}

    def _show_outputs(self) -> None:
        self.console.print("\n[bold]Outputs[/]")
        for stack in (HOME, PEER):
            outputs = self.engine.outputs(stack)
            shown = {key: value for key, value in outputs.items() if isinstance(value, str)}
            self.console.print(f"  {stack}")
            for key, value in sorted(shown.items()):
                self.console.print(f"    {key:<32} {value}", markup=False)
