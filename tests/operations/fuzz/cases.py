"""One case by its seed and number: a command, its words, the files, the environment, and what processes say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from tests.operations.fuzz import environments, scene
from tests.operations.fuzz.commands import Command, Parameter, commands
from tests.operations.fuzz.mutations import spoilt
from tests.operations.fuzz.values import NONSENSE, known_by, valid, writes

# What stands in a file's place.
FOLDER, ABSENT, UNREADABLE, LOOP = "folder", "absent", "unreadable", "loop"
_SETTINGS = ("Pulumi.prod-east.yaml", "Pulumi.dr-west.yaml", "Pulumi.yaml")
_OUTPUTS = tuple(
    f".standby/{kept}-{stack}.json" for kept in ("outputs", "resources") for stack in ("prod-east", "dr-west")
)
_STATES = tuple(
    f".sandbox/state/.pulumi/{folder}/standby/{stack}.json"
    for folder in ("stacks", "clouds")
    for stack in ("prod-east", "dr-west")
)
_CLOUD = ".sandbox/cloud.json"
# Files that a command reads without being told, and what it asks of processes.
_READS: Mapping[str, tuple[str, ...]] = {
    "operations compare": _SETTINGS,
    "operations drill": (*_SETTINGS, *_OUTPUTS, "drills/earlier.json"),
    "operations failback": (*_SETTINGS, *_OUTPUTS),
    "operations failover": (*_SETTINGS, *_OUTPUTS),
    "operations plan": _SETTINGS,
    "operations pr-report": ("plan-waivers.yaml", "Pulumi.yaml"),
    "operations preflight": _SETTINGS,
    "operations readiness": (*_SETTINGS, *_OUTPUTS),
    "operations status": (*_SETTINGS, *_OUTPUTS),
    "operations switch": _SETTINGS,
}
_READS_OF_THE_SANDBOX = ("__main__.py", "policies/PulumiPolicy.yaml", _CLOUD, *_SETTINGS, *_STATES)
_ASKS: Mapping[str, tuple[str, ...]] = {
    "operations compare": ("declared",),
    "operations drill": ("export", "env", "else"),
    "operations failback": ("export",),
    "operations failover": ("export",),
    "operations plan": ("preview", "declared"),
    "operations pr-report": ("merge-base", "rev-parse", "archive", "preview", "export", "compare", "else"),
    "operations readiness": ("export",),
    "operations status": ("export",),
    "operations switch": ("preview", "declared", "else"),
}
_SAID = (
    b"error: incorrect passphrase\n",
    b"error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\n",
    b"error: no stack named 'prod-east' found\n",
    b"error: no cloud is running here; start one with: python -m sandbox start\n",
    b"",
    b"\xff\xfe\x00",
    b"warning: " + b"x" * 5000 + b"\n",
    b"line\n" * 400,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """`changed` is what was made wrong, in words."""

    seed: int
    number: int
    command: Command
    words: tuple[str, ...]
    files: Mapping[str, bytes | str]
    environment: Mapping[str, str]
    answers: Mapping[str, bytes]
    may_write: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def name(self) -> str:
        """How it is run once more."""
        return f"--seed {self.seed} --only {self.number}"


def case(seed: int, number: int) -> Case:
    """The case of that number: the same one, whenever it is asked for."""
    draw = Random(f"{seed}:{number}")  # noqa: S311 - drawn to be repeated, not to be secret
    known = commands()
    return _Making(draw, known[number % len(known)]).made(seed, number)


def sound(command: Command) -> Case:
    """The command as it is meant, with nothing wrong."""
    draw = Random(command.name)  # noqa: S311 - as above
    return _Making(draw, command).made(0, 0, wrong=0)


class _Making:
    """One case while it is drawn."""

    def __init__(self, draw: Random, command: Command) -> None:
        self.draw, self.command = draw, command
        self.given: list[tuple[Parameter, list[str]]] = []
        self.more: list[str] = []
        self.files: dict[str, bytes | str] = dict(scene.files())
        if command.name == "operations pr-report":
            self.files |= scene.program()
        self.environment = dict(environments.SOUND)
        self.answers = dict(scene.answers())
        self.changed: list[str] = []

    def made(self, seed: int, number: int, *, wrong: int | None = None) -> Case:
        self._give()
        count = self.draw.choice((1, 1, 1, 2, 2, 3)) if wrong is None else wrong
        self._reach()
        for _ in range(count):
            self.draw.choice(self._ways())()
        may_write = tuple(
            word for parameter, words in self.given if writes(self.command, parameter) for word in words[-1:]
        )
        return Case(
            seed=seed,
            number=number,
            command=self.command,
            words=(*self.command.words, *self._words()),
            files=self.files,
            environment=self.environment,
            answers=self.answers,
            may_write=may_write,
            changed=tuple(self.changed),
        )

    def _give(self) -> None:
        for parameter in self.command.parameters:
            if not parameter.is_required and self.draw.random() < 0.6:
                continue
            if parameter.is_flag:
                self.given.append((parameter, [self.draw.choice(parameter.spellings)]))
                continue
            for _ in range(self.draw.choice((1, 1, 2)) if parameter.takes_many else 1):
                self.given.append((parameter, self._spelt(parameter, valid(self.draw, self.command, parameter))))

    def _spelt(self, parameter: Parameter, value: str) -> list[str]:
        return [self.draw.choice(parameter.spellings), value] if parameter.spellings else [value]

    def _words(self) -> list[str]:
        options = [words for parameter, words in self.given if parameter.spellings]
        arguments = [words for parameter, words in self.given if not parameter.spellings]
        self.draw.shuffle(options)
        found = [word for words in (*arguments, *options) for word in words]
        return [*found, *self.more]

    def _reach(self) -> None:
        """Most commands get no further than a cloud, where none is: for some it is there."""
        if self.draw.random() < 0.5:
            self.environment["AWS_ENDPOINT_URL"] = f"{{aws:{self.draw.choice(environments.ANSWERS)}}}"
        if self.command.program == "sandbox" and self.draw.random() < 0.7:
            del self.environment["AWS_ENDPOINT_URL"]

    def _ways(self) -> list[Callable[[], None]]:
        ways: list[Callable[[], None]] = [self._wrong_environment, self._wrong_words]
        ways += [self._wrong_file] * 3 if self._read() else []
        ways += [self._wrong_answer] * 2 if self.command.name in _ASKS else []
        return ways

    def _read(self) -> tuple[str, ...]:
        implied = _READS_OF_THE_SANDBOX if self.command.program == "sandbox" else _READS.get(self.command.name, ())
        words = [word.rpartition("=")[2] for _, given in self.given for word in given[-1:]]
        return (*implied, *(word for word in words if word in self.files))

    def _wrong_file(self) -> None:
        path = self.draw.choice(self._read())
        content = self.files[path]
        if self.draw.random() < 0.12 or not isinstance(content, bytes):
            self.files[path] = self.draw.choice((FOLDER, ABSENT, ABSENT, UNREADABLE, LOOP))
            self.changed.append(f"{path} is {self.files[path]!s}")
            return
        self.files[path] = spoilt(self.draw, content)
        self.changed.append(f"{path} holds something else")

    def _wrong_answer(self) -> None:
        asked = self.draw.choice(_ASKS[self.command.name])
        names = [name for name in self.answers if name.startswith(asked) and name.endswith(".out")] or [f"{asked}.out"]
        name = self.draw.choice(names)
        way = self.draw.random()
        if way < 0.6:
            self.answers[name] = spoilt(self.draw, self.answers.get(name, b""))
            self.changed.append(f"what is printed for {name} is something else")
            return
        base = name.removesuffix(".out")
        self.answers[f"{base}.err"] = self.draw.choice(_SAID)
        self.answers[f"{base}.code"] = self.draw.choice((b"1", b"255", b"7", b"0"))
        if self.draw.random() < 0.5:
            self.answers[name] = b""
        self.changed.append(f"{base} fails: {self.answers[f'{base}.err'][:60]!r}")

    def _wrong_environment(self) -> None:
        before = dict(self.environment)
        environments.make_wrong(self.draw, self.environment)
        self.changed += [
            f"{name} is {self.environment.get(name)!r}"[:80]
            for name in sorted(before.keys() | self.environment.keys())
            if before.get(name) != self.environment.get(name)
        ]

    def _wrong_words(self) -> None:
        way = self.draw.choice(
            (self._other_value, self._other_value, self._other_value, self._lack, self._double, self._extra)
        )
        way()

    def _other_value(self) -> None:
        valued = [parameter for parameter in self.command.parameters if not parameter.is_flag]
        if not valued:
            self._extra()
            return
        parameter = self.draw.choice(valued)
        known_by(self.command, parameter)
        value = self.draw.choice(NONSENSE)
        if self.draw.random() < 0.2:
            value = valid(self.draw, self.command, parameter) + value
        self.given = [each for each in self.given if each[0] != parameter]
        self.given.append((parameter, self._spelt(parameter, value)))
        self.changed.append(f"{parameter.name} is {value!r}"[:80])

    def _lack(self) -> None:
        if self.given:
            parameter, words = self.given.pop(self.draw.randrange(len(self.given)))
            if len(words) > 1 and self.draw.random() < 0.5:
                self.more.append(words[0])
                self.changed.append(f"{parameter.name} has no value")
            else:
                self.changed.append(f"{parameter.name} is missing")

    def _double(self) -> None:
        if self.given:
            parameter, words = self.draw.choice(self.given)
            self.given.append((parameter, list(words)))
            self.changed.append(f"{parameter.name} is there twice")

    def _extra(self) -> None:
        flags = [each.spellings[0] for each in self.command.parameters if each.is_flag]
        extra = self.draw.choice((*NONSENSE, *(f"{flag}=yes" for flag in flags)))
        self.more.append(extra)
        self.changed.append(f"{extra!r} is at the end"[:80])
