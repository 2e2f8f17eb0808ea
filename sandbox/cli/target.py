"""Which stack a command runs, with which configuration, on which cloud."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.cli.place import Place, refuse_other_cloud
from sandbox.engine.configuration import Configuration
from sandbox.engine.deployment import Deployment, default_parallel
from sandbox.engine.errors import EngineError
from sandbox.engine.events import Sink
from sandbox.engine.policies.pack import PackSource
from sandbox.engine.project import Project


@dataclass(frozen=True)
class Target:
    """A stack as a command line names it. What does not run the program needs no configuration."""

    place: Place
    stack: str
    config: tuple[str, ...] = ()
    config_file: Path | None = None
    parallel: int | None = None
    runs_program: bool = True
    packs: tuple[PackSource, ...] = ()
    role: str | None = None

    def deployment(self, sink: Sink) -> Deployment:
        """Ready to run. Raises EngineError for anything that is not as it must be."""
        project = Project.load(self.place.project)
        configuration = self.configuration(project)
        environment = self.place.environment(self.role)
        refuse_other_cloud(self.place.backend, project.name, self.stack, environment)
        return Deployment(
            project=project,
            stack=self.stack,
            backend=self.place.backend,
            configuration=configuration,
            environment=environment,
            parallel=self.parallel or default_parallel(),
            sink=sink,
            packs=self.packs,
        )

    def claim_for_this_cloud(self) -> None:
        """From here on the state belongs to the cloud that runs now, where that is one of ours."""
        cloud = self.place.cloud_id()
        if cloud is not None:
            self.place.backend.record_cloud(Project.load(self.place.project).name, self.stack, cloud)

    def configuration(self, project: Project) -> Configuration:
        """The values that the program gets. Raises EngineError."""
        if self.runs_program:
            overrides = dict(_override(project, entry) for entry in self.config)
            return project.configuration(self.stack, file=self.config_file, overrides=overrides)
        if self.place.backend.read(project.name, self.stack) is None and self.stack not in project.stack_files():
            known = self.place.known_stacks(project.name)
            msg = f"there is no stack {self.stack!r}: it has neither a file nor a state; stacks with a state: {known}"
            raise EngineError(msg)
        return Configuration({})


def _override(project: Project, entry: str) -> tuple[str, str]:
    key, found, value = entry.partition("=")
    if not found or not key:
        msg = f"--config {entry!r} is not key=value, such as {project.name}:strategy=pilot-light"
        raise EngineError(msg)
    return key if ":" in key else f"{project.name}:{key}", value
