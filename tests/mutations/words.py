"""Ways in which a command ends in something other than words."""

from tests.mutations.mutation import Mutation

MUTATIONS = (
    Mutation(
        name="a date that there is not goes through as a traceback",
        file="operations/inputs/yaml_file.py",
        old="    except (yaml.YAMLError, ValueError) as error:\n",
        new="    except yaml.YAMLError as error:\n",
        why="The library raises its own errors for whatever is no YAML.",
        proof="tests/operations/gate/test_gate.py::test_a_file_that_holds_no_waivers_is_refused[no such day]",
    ),
    Mutation(
        name="a defect exits as a refusal does",
        file="operations/cli/error_reporting.py",
        old="            raise typer.Exit(DEFECT) from None\n",
        new="            raise typer.Exit(refused) from None\n",
        why="It did not go on, which is 1.",
        proof="tests/operations/cli/test_error_reporting.py::test_what_nobody_foresaw_is_called_a_defect_and_is_no_refusal",
    ),
)
