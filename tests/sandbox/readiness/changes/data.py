"""What holds data, and the copies of it."""

from operations.live.stack_state import StateResource
from tests.sandbox.readiness.change import Table
from tests.sandbox.readiness.hands import Hand, Inside, Record, by, changed, gone, set_to, without

_NO_WRITER = "there is nothing to promote"
_SLOWER = "it works, with less than declared"
_OTHER_GROUP = [{"VpcSecurityGroupId": "sg-0123456789abcdef0", "Status": "active"}]
_OTHER_CACHE_GROUP = [{"SecurityGroupId": "sg-0123456789abcdef0", "Status": "active"}]


def _left_the_global_database(inside: Inside, _: StateResource) -> None:
    (record,) = inside.records("rds", "_global_clusters").values()
    region = inside.target.region
    members = record["GlobalClusterMembers"]
    record["GlobalClusterMembers"] = [each for each in members if each["DBClusterArn"].split(":")[3] != region]
    for each in record["GlobalClusterMembers"]:
        each["Readers"] = [arn for arn in each["Readers"] if arn.split(":")[3] != region]
    (cluster,) = [each for key, each in inside.records("rds", "_clusters").items() if key[1] == region]
    for field in ("GlobalClusterIdentifier", "GlobalWriteForwardingStatus"):
        cluster.pop(field, None)


def _one_node_fewer(record: Record, _: StateResource) -> None:
    record["MemberClusters"].pop()
    record["NodeGroups"][0]["NodeGroupMembers"].pop()


def _nodes(**values: object) -> Hand:
    """AWS tells these of each node, and not of their group."""

    def hand(inside: Inside, resource: StateResource) -> None:
        nodes = inside.records("elasticache", "_clusters")
        mine = [key for key, node in nodes.items() if node["ReplicationGroupId"] == resource.id]
        for key in [key for key in mine if key[1] == resource.region]:
            nodes[key] = nodes[key] | values

    return hand


def _index_dropped(record: Record, _: StateResource) -> None:
    record["GlobalSecondaryIndexes"].clear()


def _stage_lost(record: Record, _: StateResource) -> None:
    for version in record["Versions"].values():
        version["Stages"] = [each for each in version["Stages"] if each != "AWSCURRENT"]


def _secret(resource: StateResource) -> str:
    return str(resource.inputs.get("name") or resource.inputs["secretId"].rpartition(":")[2].rpartition("-")[0])


def _parameter(record: Record, _: StateResource) -> None:
    record["Parameters"]["rds.force_ssl"]["ParameterValue"] = "0"


TABLES = (
    Table("aws:dynamodb/table:Table")
    .stops("replica removed", gone("dynamodb", "_tables", by("name")), "the region has no copy")
    .stops(
        "key lost",
        set_to("dynamodb", "_tables", by("name"), TableStatus="INACCESSIBLE_ENCRYPTION_CREDENTIALS"),
        "nothing is read or written",
    )
    .stops("archived", set_to("dynamodb", "_tables", by("name"), TableStatus="ARCHIVED"), "nothing is read or written")
    .stops("index dropped", changed("dynamodb", "_tables", _index_dropped, by("name")), "no sweep", only=("orders",))
    .lives(
        "expiry off",
        set_to("dynamodb", "_ttl_settings", by("name"), TimeToLiveStatus="DISABLED"),
        "it grows, and serves",
        only=("sessions",),
    )
    .lives("unprotected", set_to("dynamodb", "_tables", by("name"), DeletionProtectionEnabled=False), "it serves")
    .lives(
        "no recovery to a point in time",
        changed("dynamodb", "_pitr_settings", lambda *_: False, by("name")),
        "it serves",
    ),
    Table("aws:secretsmanager/secret:Secret")
    .stops("replica removed", gone("secretsmanager", "_secrets", _secret), "nobody can read it")
    .stops("to be deleted", set_to("secretsmanager", "_secrets", _secret, DeletedDate=1796103744), "nobody can read it")
    .stops(
        "another key",
        set_to("secretsmanager", "_secrets", _secret, KmsKeyId="alias/aws/secretsmanager"),
        "who may use the declared key cannot read it",
    ),
    Table("aws:secretsmanager/secretVersion:SecretVersion").stops(
        "no current version", changed("secretsmanager", "_secrets", _stage_lost, _secret), "nobody can read it"
    ),
    Table("aws:rds/globalCluster:GlobalCluster")
    .stops("removed", gone("rds", "_global_clusters"), _NO_WRITER)
    .lives("unprotected", set_to("rds", "_global_clusters", DeletionProtection=False), "it can be promoted"),
    Table("aws:rds/cluster:Cluster")
    .stops("detached", _left_the_global_database, _NO_WRITER)
    .stops("removed", gone("rds", "_clusters"), _NO_WRITER)
    .stops("stopped", set_to("rds", "_clusters", Status="stopped"), "it cannot be promoted")
    .stops("other subnets", set_to("rds", "_clusters", DBSubnetGroup="default"), "it stands elsewhere")
    .lives("without logs", set_to("rds", "_clusters", EnabledCloudwatchLogsExports=[]), "it serves")
    .stops("key lost", set_to("rds", "_clusters", Status="inaccessible-encryption-credentials"), "it cannot be read")
    .stops("an older version", set_to("rds", "_clusters", EngineVersion="16.1"), "a promotion may refuse")
    .stops("groups replaced", set_to("rds", "_clusters", VpcSecurityGroups=_OTHER_GROUP), "tasks do not reach it")
    .stops("no login by IAM", set_to("rds", "_clusters", IAMDatabaseAuthenticationEnabled=False), "no login")
    .stops(
        "shrunk",
        set_to("rds", "_clusters", ServerlessV2ScalingConfiguration__MaxCapacity=1.0),
        "it does not carry the load",
    )
    .lives("unprotected", set_to("rds", "_clusters", DeletionProtection=False), "it serves")
    .lives("backups kept for a day", set_to("rds", "_clusters", BackupRetentionPeriod=1), "it serves")
    .lives(
        "other parameters",
        set_to("rds", "_clusters", DBClusterParameterGroup="default.aurora-postgresql16"),
        "it serves",
    ),
    Table("aws:rds/clusterInstance:ClusterInstance")
    .lives("removed", gone("rds", "_instances"), "the other one takes over")
    .lives("stopped", set_to("rds", "_instances", DBInstanceStatus="stopped"), "the other one takes over")
    .stops("another class", set_to("rds", "_instances", DBInstanceClass="db.t4g.medium"), "it does not carry the load"),
    Table("aws:rds/clusterParameterGroup:ClusterParameterGroup")
    .stops("removed", gone("rds", "_db_cluster_param_groups"), "the cluster does not restart")
    .lives("a parameter changed", changed("rds", "_db_cluster_param_groups", _parameter), "it serves"),
    Table("aws:rds/subnetGroup:SubnetGroup")
    .stops("removed", gone("rds", "_subnet_groups"), "no instance can be added")
    .lives("zones removed", without("rds", "_subnet_groups", "Subnets", keep=1), "what runs stays where it is"),
    Table("aws:elasticache/replicationGroup:ReplicationGroup")
    .stops("removed", gone("elasticache", "_replication_groups"), "sessions have no cache")
    .stops("not available", set_to("elasticache", "_replication_groups", Status="create-failed"), "it does not answer")
    .stops("smaller nodes", set_to("elasticache", "_replication_groups", CacheNodeType="cache.t4g.micro"), _SLOWER)
    .lives("one node fewer", changed("elasticache", "_replication_groups", _one_node_fewer), _SLOWER)
    .lives("no automatic failover", set_to("elasticache", "_replication_groups", AutomaticFailover="disabled"), _SLOWER)
    .lives("one zone", set_to("elasticache", "_replication_groups", MultiAZ="disabled"), _SLOWER)
    .stops("without users", without("elasticache", "_replication_groups", "UserGroupIds"), "who may log in")
    .stops("groups replaced", _nodes(SecurityGroups=_OTHER_CACHE_GROUP), "tasks do not reach it")
    .stops("an older version", _nodes(EngineVersion="7.2.6"), "untested")
    .lives("another key", set_to("elasticache", "_replication_groups", KmsKeyId="arn:aws:kms:elsewhere"), "it answers")
    .lives("no snapshots", set_to("elasticache", "_replication_groups", SnapshotRetentionLimit=0), "it is a cache"),
    Table("aws:elasticache/parameterGroup:ParameterGroup").stops(
        "removed", gone("elasticache", "_param_groups"), "no node can be added"
    ),
    Table("aws:elasticache/subnetGroup:SubnetGroup")
    .stops("removed", gone("elasticache", "_subnet_groups"), "no node can be added")
    .lives("zones removed", without("elasticache", "_subnet_groups", "Subnets", keep=1), "what runs stays where it is"),
    Table("aws:elasticache/user:User")
    .stops("removed", gone("elasticache", "_users"), "tasks cannot log in")
    .stops("being deleted", set_to("elasticache", "_users", Status="deleting"), "tasks cannot log in")
    .stops("may do nothing", set_to("elasticache", "_users", AccessString="off ~* -@all"), "tasks cannot log in")
    .stops("by password", set_to("elasticache", "_users", Authentication__Type="password"), "tasks cannot log in"),
    Table("aws:elasticache/userGroup:UserGroup")
    .stops("removed", gone("elasticache", "_user_groups"), "tasks cannot log in")
    .stops("emptied", without("elasticache", "_user_groups", "UserIds"), "tasks cannot log in"),
)
