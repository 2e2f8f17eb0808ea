"""What is wrong with a file, where, and what to do."""


class PulumiYamlError(ValueError):
    """The CLI would not read it either."""

    def __init__(self, problem: str, line: int | None = None) -> None:
        super().__init__(problem if line is None else f"line {line}: {problem}")
