"""Pulumi.yaml and Pulumi.STACK.yaml as the pulumi CLI reads them: Go's YAML, then Pulumi's own configuration.

What the CLI makes of each scalar and shape stands in tests/pulumi_yaml/observed.json, and this is held to it.
"""

from pulumi_yaml.configuration import configuration_of, holds_secret, secret_of, text_of
from pulumi_yaml.document import Value, read, read_file
from pulumi_yaml.errors import PulumiYamlError
from pulumi_yaml.instants import Instant
from pulumi_yaml.places import lines_of
from pulumi_yaml.project import project_values_of

__all__ = [
    "Instant",
    "PulumiYamlError",
    "Value",
    "configuration_of",
    "holds_secret",
    "lines_of",
    "project_values_of",
    "read",
    "read_file",
    "secret_of",
    "text_of",
]
