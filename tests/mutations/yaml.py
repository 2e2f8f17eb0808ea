"""Ways to read a stack file that the pulumi CLI does not share."""

from tests.mutations.mutation import Mutation

_READER = "tests/pulumi_yaml/test_observed.py::test_the_reader_alone_agrees_with_the_cli_in_every_case"
_REPOSITORY = "tests/test_repository.py::test_what_the_cli_reads_too_is_not_read_by_pyyaml"

MUTATIONS = (
    Mutation(
        name="a question mark is a letter like any other",
        file="pulumi_yaml/nodes.py",
        old='and "?" in event.value:',
        new='and "?" in event.value and not event.value:',
        why="An address with a query is one text to libyaml; the CLI refuses the file.",
        proof=_READER,
    ),
    Mutation(
        name="on is true",
        file="pulumi_yaml/scalars.py",
        old='("true", "True", "TRUE")',
        new='("true", "True", "TRUE", "on", "yes")',
        why="YAML 1.1 says so, and PyYAML; Go's YAML hands on a text.",
        proof=_READER,
    ),
    Mutation(
        name="a leading zero is no octal",
        file="pulumi_yaml/scalars.py",
        old="0[oO]?(?P<o>[0-7]+)",
        new="0[oO](?P<o>[0-7]+)",
        why="YAML 1.2 dropped it; Go's YAML reads both forms.",
        proof=_READER,
    ),
    Mutation(
        name="an exponent needs a point and a sign",
        file="pulumi_yaml/scalars.py",
        old='r"[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"',
        new='r"[-+]?([0-9]*\\.[0-9]*([eE][-+][0-9]+)?)"',
        why="PyYAML's own form: 8375e12 and 1e3 would be texts.",
        proof=_READER,
    ),
    Mutation(
        name="the last of two keys holds",
        file="pulumi_yaml/document.py",
        old="        if (type(key), text) in lines:\n",
        new="        if not text and (type(key), text) in lines:\n",
        why="PyYAML says nothing of it, so a line that was forgotten at the end of a file wins.",
        proof=_READER,
    ),
    Mutation(
        name="a date is the text that was written",
        file="pulumi_yaml/instants.py",
        old="        return f\"{self.date} {self.clock} {offset} {'UTC' if offset == '+0000' else offset}\"\n",
        new="        return self.date\n",
        why="It is what the line says; a program is given Go's words for it.",
        proof=_READER,
    ),
    Mutation(
        name="PyYAML finds the tokens",
        file="pulumi_yaml/nodes.py",
        old="Loader=yaml.CSafeLoader",
        new="Loader=yaml.SafeLoader",
        why="It needs no extension in C; it refuses a tab after a colon, which the CLI takes.",
        proof=_READER,
    ),
    Mutation(
        name="the sandbox reads a stack file by PyYAML",
        file="sandbox/engine/project.py",
        old="        content = read_file(path)\n",
        new="        content = yaml.safe_load(path.read_text())\n",
        why="One line instead of a reader; 10:00 is 600 to it.",
        proof=_REPOSITORY,
    ),
    Mutation(
        name="standby reads a stack file by PyYAML",
        file="settings/stack_files.py",
        old="values_of(read(text), NAMESPACE)",
        new="values_of(yaml.safe_load(text), NAMESPACE)",
        why="A plan would judge other settings than those that `up` carries out.",
        proof=_REPOSITORY,
    ),
)
