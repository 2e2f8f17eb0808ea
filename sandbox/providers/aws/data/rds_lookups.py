"""RDS: look-ups of clusters and of the global cluster."""

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call
from sandbox.providers.aws.resource_type import Inputs, Outputs, function


@function("aws:rds/getClusters:getClusters", "filters")
def get_clusters(call: Call, arguments: Inputs) -> Outputs:
    """The region's clusters that match the filters; none is no error."""
    filters = [{"Name": each["name"], "Values": each["values"]} for each in arguments.get("filters") or ()]
    pages = call.client("rds").get_paginator("describe_db_clusters").paginate(Filters=filters)
    clusters = [cluster for page in pages for cluster in page["DBClusters"]]
    return {
        "id": call.region,
        "clusterArns": [cluster["DBClusterArn"] for cluster in clusters],
        "clusterIdentifiers": [cluster["DBClusterIdentifier"] for cluster in clusters],
    }


@function("aws:rds/getGlobalCluster:getGlobalCluster", "identifier")
def get_global_cluster(call: Call, arguments: Inputs) -> Outputs:
    """A global cluster, as any region of it sees it. One that is not there is an error, as it is for AWS."""
    identifier = str(arguments["identifier"])
    found = call.client("rds").describe_global_clusters(GlobalClusterIdentifier=identifier)["GlobalClusters"]
    if len(found) != 1:
        msg = f"there is no global cluster {identifier!r}"
        raise ProviderError(msg)
    (cluster,) = found
    return {
        "id": identifier,
        "identifier": identifier,
        "arn": cluster["GlobalClusterArn"],
        "databaseName": cluster.get("DatabaseName", ""),
        "deletionProtection": cluster["DeletionProtection"],
        "endpoint": cluster.get("Endpoint", ""),
        "engine": cluster["Engine"],
        "engineVersion": cluster["EngineVersion"],
        "members": [
            {
                "dbClusterArn": member["DBClusterArn"],
                "isWriter": member["IsWriter"],
                "readers": member.get("Readers", []),
            }
            for member in cluster["GlobalClusterMembers"]
        ],
        "resourceId": cluster["GlobalClusterResourceId"],
        "storageEncrypted": cluster["StorageEncrypted"],
    }
