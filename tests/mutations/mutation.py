"""One wrong program, and how it is written into the project."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """`why` says how a team comes to write it; `proof` is the one case that must fail."""

    name: str
    file: str
    old: str
    new: str
    why: str
    proof: str

    def __str__(self) -> str:
        """As a test's id."""
        return self.name

    @property
    def file_of_proof(self) -> str:
        """Where the case stands."""
        return self.proof.partition("::")[0]

    @property
    def name_of_proof(self) -> str:
        """The test that the case is of."""
        return self.proof.partition("[")[0].rpartition("::")[2]

    def applied_to(self, text: str) -> str:
        """The file's text with the change. Raises LookupError where it no longer fits."""
        if text.count(self.old) != 1:
            msg = f"{self.name}: {self.file} has this {text.count(self.old)} times, expected once: {self.old}"
            raise LookupError(msg)
        return text.replace(self.old, self.new)
