"""Logs of pods: Fargate's own forwarder, told where to send them. There are no nodes for a collector to run on."""

from dataclasses import dataclass

import pulumi

from components.compute.kubernetes.objects import Objects, manifest

# Both names are the forwarder's; it looks nowhere else, and reads them when a pod starts.
_NAMESPACE, _SETTINGS = "aws-observability", "aws-logging"


@dataclass(frozen=True, kw_only=True)
class PodLogsArgs:
    """The log group, which exists already."""

    log_group: pulumi.Input[str]
    region: str


class PodLogs(pulumi.ComponentResource):
    """One stream for each pod, in a group that the program owns: encrypted, and kept for a set time."""

    def __init__(self, name: str, args: PodLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:kubernetes:PodLogs", name, None, opts)
        home = manifest("v1", "Namespace", _NAMESPACE)
        home["metadata"]["labels"] |= {_NAMESPACE: "enabled"}
        namespace = Objects(self, name).add("", home)
        output = pulumi.Output.from_input(args.log_group).apply(lambda group: _output(group, args.region))
        data = {"flb_log_cw": "false", "output.conf": output}
        body = manifest("v1", "ConfigMap", _SETTINGS, namespace=_NAMESPACE, data=data)
        self.settings = Objects(self, name, after=[namespace]).add("settings", body)
        self.register_outputs({})


def _output(group: str, region: str) -> str:
    lines = {
        "Name": "cloudwatch_logs",
        "Match": "*",
        "region": region,
        "log_group_name": group,
        "log_stream_prefix": "pods-",
        "auto_create_group": "false",
    }
    return "\n".join(["[OUTPUT]", *(f"    {key} {value}" for key, value in lines.items()), ""])
