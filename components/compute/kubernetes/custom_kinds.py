"""The kinds that the controllers add to Kubernetes, as definitions of them. Pure.

Written out are the fields of the kinds that this program declares, under the names that their projects publish; a field
that stands nowhere is refused, as a misspelt one should be. The others are there because a controller does not start
without them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from components.compute.kubernetes.objects import Manifest, manifest

Schema = dict[str, object]
_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "format": "int32"}
_FLAG: Schema = {"type": "boolean"}
_TEXTS: Schema = {"type": "object", "additionalProperties": _TEXT}
_ANYTHING: Schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`spec` is None where nothing is declared of it here."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool = True
    spec: Schema | None = None

    @property
    def name(self) -> str:
        """Name of its definition."""
        return f"{self.plural}.{self.group}"


def _object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_TARGET_GROUP_BINDING = _object(
    ("serviceRef",),
    targetGroupARN=_TEXT,
    targetType={"type": "string", "enum": ["instance", "ip"]},
    ipAddressType={"type": "string", "enum": ["ipv4", "ipv6"]},
    vpcID=_TEXT,
    multiClusterTargetGroup=_FLAG,
    serviceRef=_object(("name", "port"), name=_TEXT, port={"x-kubernetes-int-or-string": True}),
)
_TRIGGER = _object(
    ("type", "metadata"),
    type=_TEXT,
    name=_TEXT,
    metadata=_TEXTS,
    metricType={"type": "string", "enum": ["AverageValue", "Value", "Utilization"]},
    useCachedMetrics=_FLAG,
    authenticationRef=_object(("name",), name=_TEXT, kind=_TEXT),
)
_SCALED_OBJECT = _object(
    ("scaleTargetRef", "triggers"),
    scaleTargetRef=_object(("name",), apiVersion=_TEXT, kind=_TEXT, name=_TEXT, envSourceContainerName=_TEXT),
    pollingInterval=_WHOLE,
    initialCooldownPeriod=_WHOLE,
    cooldownPeriod=_WHOLE,
    idleReplicaCount=_WHOLE,
    minReplicaCount=_WHOLE,
    maxReplicaCount=_WHOLE,
    advanced=_object(
        restoreToOriginalReplicaCount=_FLAG,
        horizontalPodAutoscalerConfig=_object(name=_TEXT, behavior=_ANYTHING),
        scalingModifiers=_ANYTHING,
    ),
    fallback=_object(("failureThreshold", "replicas"), failureThreshold=_WHOLE, replicas=_WHOLE, behavior=_TEXT),
    triggers=_list(_TRIGGER),
)
_AUTHENTICATION = _object(
    podIdentity=_object(
        ("provider",), provider={"type": "string", "enum": ["aws", "none"]}, roleArn=_TEXT, identityOwner=_TEXT
    ),
)

LOAD_BALANCING: tuple[Kind, ...] = (
    Kind(
        group="elbv2.k8s.aws",
        version="v1beta1",
        kind="TargetGroupBinding",
        plural="targetgroupbindings",
        spec=_TARGET_GROUP_BINDING,
    ),
    Kind(
        group="elbv2.k8s.aws",
        version="v1beta1",
        kind="IngressClassParams",
        plural="ingressclassparams",
        namespaced=False,
    ),
)
SCALING: tuple[Kind, ...] = (
    Kind(group="keda.sh", version="v1alpha1", kind="ScaledObject", plural="scaledobjects", spec=_SCALED_OBJECT),
    Kind(group="keda.sh", version="v1alpha1", kind="ScaledJob", plural="scaledjobs"),
    Kind(
        group="keda.sh",
        version="v1alpha1",
        kind="TriggerAuthentication",
        plural="triggerauthentications",
        spec=_AUTHENTICATION,
    ),
    Kind(
        group="keda.sh",
        version="v1alpha1",
        kind="ClusterTriggerAuthentication",
        plural="clustertriggerauthentications",
        namespaced=False,
    ),
    Kind(group="eventing.keda.sh", version="v1alpha1", kind="CloudEventSource", plural="cloudeventsources"),
    Kind(
        group="eventing.keda.sh",
        version="v1alpha1",
        kind="ClusterCloudEventSource",
        plural="clustercloudeventsources",
        namespaced=False,
    ),
)


def definition(kind: Kind, app: str) -> Manifest:
    """The manifest that adds a kind."""
    schema: Mapping[str, object] = {
        "type": "object",
        "properties": {
            "apiVersion": _TEXT,
            "kind": _TEXT,
            "metadata": {"type": "object"},
            "spec": kind.spec or _ANYTHING,
            "status": _ANYTHING,
        },
    }
    return manifest(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        kind.name,
        app=app,
        spec={
            "group": kind.group,
            "names": {
                "kind": kind.kind,
                "listKind": f"{kind.kind}List",
                "plural": kind.plural,
                "singular": kind.kind.lower(),
            },
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "versions": [
                {
                    "name": kind.version,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": schema},
                    "subresources": {"status": {}},
                }
            ],
        },
    )
