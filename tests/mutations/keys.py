"""Key policies, policies that let services act, and values that AWS hands back in another form."""

from tests.mutations.mutation import Mutation

_COMPONENTS = "tests/components"
_DOCUMENTED = f"{_COMPONENTS}/test_documented_policies.py::test_services_act_in_the_form_that_aws_documents"
_HOME, _PEER = "prod-east-warm-standby-ecs", "dr-west-warm-standby-ecs"
_CLUSTERS = "prod-east-warm-standby-eks"

MUTATIONS = (
    Mutation(
        name="grants of the region's key are for AWS services only",
        file="components/region_key.py",
        old="                grants=GRANTS_BY_ANYBODY,\n",
        new='                grants={"Bool": {"kms:GrantIsForAWSResource": "true"}},\n',
        why="It is the stricter rule, and the data key has it; EKS then makes no cluster.",
        proof=f"{_COMPONENTS}/test_keys.py::test_a_grant_of_the_region_key_may_be_the_one_that_eks_makes",
    ),
    Mutation(
        name="nobody may keep the replica like the key",
        file="components/key_policy.py",
        old='"kms:ReplicateKey", "kms:SynchronizeMultiRegionKey", ',
        new='"kms:ReplicateKey", ',
        why="No person ever calls it, so it looks unused; KMS does, by a role of its own.",
        proof=f"{_COMPONENTS}/test_keys.py::test_kms_may_keep_the_replica_like_the_key",
    ),
    Mutation(
        name="load balancers deliver for this account's sources alone",
        file="components/log_bucket.py",
        old='[pulumi.Output.concat(delivered, "/*")], principal=balancers)',
        new=(
            '[pulumi.Output.concat(delivered, "/*")], principal=balancers, '
            'condition={"StringEquals": {"aws:SourceAccount": args.account}})'
        ),
        why="Every other statement has it; load balancers send no such key, and are not made.",
        proof=f"{_DOCUMENTED}[{_HOME}]",
    ),
    Mutation(
        name="CloudWatch's own statement is written shorter",
        file="components/log_bucket.py",
        old='"StringEquals": {"aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control"}',
        new='"StringEquals": {"aws:SourceAccount": account}',
        why="ACLs are switched off in the bucket; CloudWatch adds the statement again, and no up is empty.",
        proof=f"{_DOCUMENTED}[{_HOME}]",
    ),
    Mutation(
        name="S3 copies for this account alone",
        file="components/edge/asset_replication.py",
        old='assumed_by("s3.amazonaws.com")',
        new='assumed_by("s3.amazonaws.com", condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})',
        why="It guards against a confused deputy; S3 sends no such key and copies nothing, without a word.",
        proof=f"{_DOCUMENTED}[{_PEER}]",
    ),
    Mutation(
        name="EKS acts for this account alone",
        file="components/kubernetes/cluster.py",
        old='assumed_by("eks.amazonaws.com")',
        new='assumed_by("eks.amazonaws.com", condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})',
        why="It guards against a confused deputy; EKS is not documented to send it, and makes no cluster.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="Fargate acts for the account instead of the cluster's profiles",
        file="components/kubernetes/fargate.py",
        old='condition={"ArnLike": {"aws:SourceArn": _profiles(args)}}',
        new='condition={"StringEquals": {"aws:SourceAccount": args.account}}',
        why="It is what the tasks of ECS have; Fargate names its profile and nothing else.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="Fargate acts for the cluster",
        file="components/kubernetes/fargate.py",
        old='":fargateprofile/", args.cluster_name, "/*"',
        new='":cluster/", args.cluster_name',
        why="The cluster's ARN is at hand and looks right; CreateFargateProfile refuses the role.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="the bus names its rules to the topic",
        file="components/order_events.py",
        old='allow(["sns:Publish"], [topic.arn], principal={"Service": "events.amazonaws.com"}),',
        new=(
            'allow(["sns:Publish"], [topic.arn], principal={"Service": "events.amazonaws.com"}, '
            'condition={"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/*"}}),'
        ),
        why="Queues take the same condition; for a topic EventBridge sends nothing, and every event is lost.",
        proof=f"{_DOCUMENTED}[{_HOME}]",
    ),
)
