"""One policy pack as a process: started as Pulumi's language host starts it, spoken to over gRPC.

`python -u -m pulumi.policy ENGINE PACK` prints its port on its first line and serves until it is ended. What it prints
later belongs to the user.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import grpc
from google.protobuf import empty_pb2

from pulumi_yaml import PulumiYamlError, read_file
from sandbox.engine.backend import ORGANIZATION
from sandbox.engine.errors import EngineError
from sandbox.engine.facts import RunFacts
from sandbox.engine.plugins import CHANNEL_OPTIONS
from sandbox.engine.policies.settings import LEVELS, pack_settings
from sandbox.protocol.protobufs import analyzer_pb2, analyzer_pb2_grpc
from sandbox.protocol.values import to_struct

_DESCRIPTION = "PulumiPolicy.yaml"
# Answered by nobody: packs of the Python SDK never call the engine.
_NO_ENGINE = "127.0.0.1:0"


class PolicyError(EngineError):
    """A pack could not be started, configured or asked."""


@dataclass(frozen=True)
class PackSource:
    """Where a pack stands, and the file that sets its rules, if any."""

    folder: Path
    settings: Path | None = None


class Pack:
    """A pack that runs. Thread-safe."""

    def __init__(self, source: PackSource, environment: Mapping[str, str], facts: RunFacts) -> None:
        """Start it, and return at once: a pack loads while the program does. Raises PolicyError for a wrong folder."""
        self._source, self._facts = source, facts
        self.version = _version(source.folder)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-u", "-m", "pulumi.policy", _NO_ENGINE, str(source.folder.absolute())],
            cwd=source.folder,
            env={**_environment(environment, facts)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._ready, self._failure, self._lock = False, "", threading.Lock()

    @property
    def info(self) -> analyzer_pb2.AnalyzerInfo:
        """Its name and its rules. Waits until it has started."""
        self._get_ready()
        info: analyzer_pb2.AnalyzerInfo = self._info
        return info

    def analyze(self, request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.AnalyzeResponse:
        """Ask about one resource."""
        self._get_ready()
        answer: analyzer_pb2.AnalyzeResponse = self._asked(lambda: self._stub.Analyze(request))
        return answer

    def analyze_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> analyzer_pb2.AnalyzeResponse:
        """Ask about all of them together."""
        self._get_ready()
        answer: analyzer_pb2.AnalyzeResponse = self._asked(lambda: self._stub.AnalyzeStack(request))
        return answer

    def stop(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.wait()
        if self._ready:
            self._channel.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()

    def _get_ready(self) -> None:
        """Start it once. What was wrong with it then is wrong with it for everybody who asks."""
        with self._lock:
            if not self._ready and not self._failure:
                try:
                    self._start()
                    self._ready = True
                except EngineError as failure:
                    self._failure = str(failure)
            if self._failure:
                raise PolicyError(self._failure)

    def _start(self) -> None:
        # Given by the PIPE above.
        stdout, stderr = cast("IO[bytes]", self._process.stdout), cast("IO[bytes]", self._process.stderr)
        line = stdout.readline().strip()
        if not line.isdigit():
            self._process.kill()
            said = stderr.read().decode(errors="replace").strip().splitlines()
            heard = line.decode(errors="replace") or (said[-1] if said else "it printed no port")
            msg = f"the policy pack in {self._source.folder} did not start: {heard}"
            raise PolicyError(msg)
        # A pack that prints must not block on a full pipe.
        for stream in (stdout, stderr):
            threading.Thread(target=stream.read, daemon=True).start()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{line.decode()}", options=CHANNEL_OPTIONS)
        self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)
        self._asked(lambda: self._stub.ConfigureStack(self._stack()))
        self._info = self._asked(lambda: self._stub.GetAnalyzerInfo(empty_pb2.Empty()))
        self._configure()

    def _configure(self) -> None:
        wanted = pack_settings(self._info, _read(self._source.settings), str(self._source.settings))
        request = analyzer_pb2.ConfigureAnalyzerRequest(
            policyConfig={
                name: analyzer_pb2.PolicyConfig(
                    enforcementLevel=LEVELS[setting.level], properties=to_struct(dict(setting.properties))
                )
                for name, setting in wanted.items()
            }
        )
        self._asked(lambda: self._stub.Configure(request))

    def _stack(self) -> analyzer_pb2.AnalyzerStackConfigureRequest:
        facts = self._facts
        return analyzer_pb2.AnalyzerStackConfigureRequest(
            stack=facts.stack,
            project=facts.project,
            organization=ORGANIZATION,
            dry_run=facts.dry_run,
            config_secret_keys=facts.secret_keys,
            config=dict(facts.config),
        )

    def _asked(self, ask: Any) -> Any:  # noqa: ANN401 - grpc has no types
        try:
            return ask()
        except grpc.RpcError as error:
            ended = self._process.poll()
            reason = f"it ended with exit code {ended}" if ended is not None else error.details()
            msg = f"the policy pack in {self._source.folder} failed: {reason}"
            raise PolicyError(msg) from error


def _environment(environment: Mapping[str, str], facts: RunFacts) -> dict[str, str]:
    """What Pulumi gives a pack. Where modules are looked for is the pack's own business: it stands alone."""
    inherited = {key: value for key, value in environment.items() if key != "PYTHONPATH"}
    return {
        **inherited,
        "PULUMI_ORGANIZATION": ORGANIZATION,
        "PULUMI_PROJECT": facts.project,
        "PULUMI_STACK": facts.stack,
        "PULUMI_DRY_RUN": "true" if facts.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(facts.config)),
    }


def _version(folder: Path) -> str:
    path = folder / _DESCRIPTION
    try:
        description: Any = read_file(path)
        runtime = description["runtime"]
    except (OSError, PulumiYamlError, KeyError, TypeError) as error:
        msg = f"{folder} is no policy pack: {path} cannot be read ({type(error).__name__}: {error})"
        raise PolicyError(msg) from error
    name = runtime["name"] if isinstance(runtime, dict) else runtime
    if name != "python":
        msg = f"the policy pack in {folder} runs on {name}; the sandbox engine runs packs in Python only"
        raise PolicyError(msg)
    return str(description.get("version") or "")


def _read(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        msg = f"{path} holds no settings of a policy pack ({type(error).__name__}: {error})"
        raise PolicyError(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds no settings of a policy pack: it is no object with a key for each rule"
        raise PolicyError(msg)
    return content
