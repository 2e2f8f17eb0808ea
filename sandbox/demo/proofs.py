"""What the demonstration claims, each looked up in the emulated AWS from outside, with boto3 and no Pulumi.

A proof returns one sentence of what was seen. It raises ProofError when the claim does not hold.
"""

import json
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import boto3

from sandbox.cloud.edge.viewer_request import ViewerRequest
from sandbox.cloud.process import CloudError
from sandbox.demo.request_path import RequestPaths
from sandbox.protocol.cluster_token import cluster_token

Resources = Iterable[Mapping[str, Any]]
_OK, _FORBIDDEN = 200, 403


class ProofError(AssertionError):
    """The cloud does not show what was claimed; says what it shows instead."""


@dataclass(frozen=True)
class Clients:
    """boto3 clients of the emulated AWS."""

    endpoint: str

    def of(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        """A client for one service in one region."""
        try:
            return self._made(service, region)
        except ValueError as error:
            # Such as a number of attempts that is none, which no class of botocore's stands for.
            msg = f"{error}; look at the environment's AWS_ variables"
            raise CloudError(msg) from error

    def _made(self, service: str, region: str) -> Any:  # noqa: ANN401 - as above
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator accepts any
        )


def orders_reach(clients: Clients, app: str, expected: Mapping[str, str]) -> str:
    """An order that is sent to the public name ends where it should, and a load balancer takes none past the edge.

    `expected`: where the client is -> the region that has to answer.
    """
    order, paths = ViewerRequest("POST", "/orders"), RequestPaths(clients, app)
    for near, region in expected.items():
        reached = paths.follow(order, near)
        if (reached.kind, reached.region, reached.status) != ("load-balancer", region, _OK):
            msg = f"an order from near {near} ends at {reached}"
            raise ProofError(msg)
        if paths.past_the_edge(order, region) != _FORBIDDEN:
            msg = f"the load balancer in {region} takes an order that does not come by the edge"
            raise ProofError(msg)
    regions = " and ".join(sorted(set(expected.values())))
    return f"POST {app}/orders -> CloudFront -> the load balancer in {regions}, which refuses it without the edge"


def nothing_refused(clients: Clients) -> str:
    """No role was denied a right, and none asked for one of which the emulated AWS knows nothing."""
    with urllib.request.urlopen(f"{clients.endpoint}/_sandbox/decisions") as answer:  # noqa: S310 - loopback
        asked = [each for each in json.load(answer)["decisions"] if each["role"]]
    refused = [
        f"{each['role']}: {each['action']} on {each['resource']}" for each in asked if each["result"] != "allowed"
    ]
    if refused or not asked:
        msg = f"roles were refused: {'; '.join(refused)}" if refused else "no role has asked for anything"
        raise ProofError(msg)
    roles = {each["role"] for each in asked}
    return f"{len(asked)} rights asked for by {len(roles)} roles, and none refused"


def assets_are_copied(clients: Clients, buckets: Mapping[str, str]) -> str:
    """A file that is published in one region's bucket arrives in the other one, both ways. `buckets` by region."""
    for source, target in permutations(buckets):
        key = f"assets/from-{source}.txt"
        clients.of("s3", source).put_object(Bucket=buckets[source], Key=key, Body=b"demo")
        listed = clients.of("s3", target).list_objects_v2(Bucket=buckets[target])
        if key not in [entry["Key"] for entry in listed.get("Contents", [])]:
            msg = f"a file published in {source} is not in {target}"
            raise ProofError(msg)
    return f"a file published in {' or '.join(buckets)} is in both buckets"


def one_writer(clients: Clients, regions: tuple[str, str], writer: str) -> str:
    """One global cluster, a member in each region, and only the writer's region writes."""
    members = [
        (member["DBClusterArn"].split(":")[3], member["IsWriter"])
        for cluster in clients.of("rds", regions[0]).describe_global_clusters()["GlobalClusters"]
        for member in cluster["GlobalClusterMembers"]
    ]
    if sorted(members) != sorted((region, region == writer) for region in regions):
        msg = f"the global cluster's members are {members}"
        raise ProofError(msg)
    return f"members in {' and '.join(regions)}, the writer in {writer}"


def tables_replicate(clients: Clients, regions: tuple[str, str], table: str) -> str:
    """An item written in one region is read in the other."""
    key = {"product_id": {"S": "demo-teapot"}}
    clients.of("dynamodb", regions[0]).put_item(TableName=table, Item={**key, "name": {"S": "Teapot"}})
    found = clients.of("dynamodb", regions[1]).get_item(TableName=table, Key=key).get("Item")
    if found is None:
        msg = f"an item put into {table} in {regions[0]} is not in {regions[1]}"
        raise ProofError(msg)
    return f"an item written in {regions[0]} is read in {regions[1]}"


def stores(resources: Resources) -> dict[str, str]:
    """URN -> id of everything that is protected, which is everything that holds data."""
    return {resource["urn"]: resource["id"] for resource in resources if resource.get("protect") and resource.get("id")}


def stores_untouched(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Every store there was is still there, and is the same one."""
    gone = sorted(urn.rpartition("::")[2] for urn in before if before[urn] != after.get(urn))
    if gone or not before:
        msg = f"stores replaced or gone: {gone}" if gone else "there were no stores to compare"
        raise ProofError(msg)
    return f"all {len(before)} stores are the same ones"


def nothing_runs(clients: Clients, region: str) -> str:
    """Every service of the region is there, and none of them wants a task."""
    ecs = clients.of("ecs", region)
    arns = ecs.list_services(cluster="standby")["serviceArns"]
    services = ecs.describe_services(cluster="standby", services=arns)["services"] if arns else []
    counts = {each["serviceName"]: each["desiredCount"] for each in services}
    if not counts or any(counts.values()):
        msg = f"the services of {region} want {counts or 'nothing, because there are none'}"
        raise ProofError(msg)
    return f"{', '.join(sorted(counts))} are declared at zero until their images are pushed"


def three_zones(clients: Clients, regions: tuple[str, str]) -> str:
    """Every load balancer and every service spreads over three zones."""
    for region in regions:
        for balancer in clients.of("elbv2", region).describe_load_balancers()["LoadBalancers"]:
            zones = {zone["ZoneName"] for zone in balancer["AvailabilityZones"]}
            if len(zones) != 3:  # noqa: PLR2004 - the claim
                msg = f"{balancer['LoadBalancerName']} in {region} is in {sorted(zones)}"
                raise ProofError(msg)
    return f"load balancers in {' and '.join(regions)} span three zones each"


def pods_serve(clients: Clients, regions: tuple[str, str]) -> str:
    """In each region every healthy target of the shop is a pod, in three zones, and no task of ECS is left."""
    counts = []
    for region in regions:
        elb = clients.of("elbv2", region)
        (group,) = [each["TargetGroupArn"] for each in elb.describe_target_groups()["TargetGroups"]]
        targets = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        serving = {each["Target"]["Id"] for each in targets if each["TargetHealth"]["State"] == "healthy"}
        zones = {each["Target"]["AvailabilityZone"] for each in targets}
        pods = {pod["status"]["podIP"] for pod in _pods(clients, region, "app.kubernetes.io/name=web")}
        services = clients.of("ecs", region).list_services(cluster="standby")["serviceArns"]
        if serving != pods or len(zones) != 3 or services:  # noqa: PLR2004 - the claim
            msg = f"in {region} the targets are {sorted(serving)}, the pods {sorted(pods)}, ECS services {services}"
            raise ProofError(msg)
        counts.append(f"{len(pods)} in {region}")
    return f"{' and '.join(counts)}, in three zones each; no ECS service is left"


def _pods(clients: Clients, region: str, selector: str) -> list[Mapping[str, Any]]:
    """Pods of the region's cluster, as any client of Kubernetes lists them."""
    endpoint = clients.of("eks", region).describe_cluster(name="standby")["cluster"]["endpoint"]
    address = f"{endpoint}/api/v1/namespaces/standby/pods?labelSelector={selector}"
    request = urllib.request.Request(  # noqa: S310 - the emulated cluster's own address
        address, headers={"Authorization": f"Bearer {cluster_token('standby', region)}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - see above
        pods: list[Mapping[str, Any]] = json.load(answer)["items"]
    return pods


def entry_points_at(clients: Clients, expected: str) -> str:
    """The public name's alias points at the record set of the strategy."""
    route53 = clients.of("route53", "us-east-1")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    name = f"origin.{zone['Name']}"
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone["Id"])
    records = [record for page in pages for record in page["ResourceRecordSets"]]
    targets = [r["AliasTarget"]["DNSName"].rstrip(".") for r in records if r["Name"] == name and r["Type"] == "A"]
    if targets != [f"{expected}.{name}".rstrip(".")]:
        msg = f"{name} points at {targets}"
        raise ProofError(msg)
    return f"{name.rstrip('.')} answers from the {expected} set"
