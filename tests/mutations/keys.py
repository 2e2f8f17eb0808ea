"""Key policies, policies that let services act, and values that AWS hands back in another form."""

from tests.mutations.mutation import Mutation

_COMPONENTS = "tests/components"
_DOCUMENTED = f"{_COMPONENTS}/test_documented_policies.py::test_services_act_in_the_form_that_aws_documents"
_NEEDS = f"{_COMPONENTS}/data/test_kms_key_needs.py"
_FORMS = f"{_COMPONENTS}/test_stored_forms.py::test_every_input_has_the_form_in_which_it_comes_back"
_HOME, _PEER = "prod-east-warm-standby-ecs", "dr-west-warm-standby-ecs"
_CLUSTERS = "prod-east-warm-standby-eks"

MUTATIONS = (
    Mutation(
        name="grants of the region's key are for AWS services only",
        file="components/data/kms_region_key.py",
        old="                grants=GRANTS_BY_ANYBODY,\n",
        new='                grants={"Bool": {"kms:GrantIsForAWSResource": "true"}},\n',
        why="It is the stricter rule, and the data key has it; EKS then makes no cluster.",
        proof=f"{_COMPONENTS}/data/test_kms_keys.py::test_a_grant_of_the_region_key_may_be_the_one_that_eks_makes",
    ),
    Mutation(
        name="nobody may keep the replica like the key",
        file="components/data/kms_key_policy.py",
        old='"kms:ReplicateKey", "kms:SynchronizeMultiRegionKey", ',
        new='"kms:ReplicateKey", ',
        why="No person ever calls it, so it looks unused; KMS does, by a role of its own.",
        proof=f"{_COMPONENTS}/data/test_kms_keys.py::test_kms_may_keep_the_replica_like_the_key",
    ),
    Mutation(
        name="load balancers deliver for this account's sources alone",
        file="components/observability/access_log_bucket.py",
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
        file="components/observability/access_log_bucket.py",
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
        file="components/compute/kubernetes/cluster.py",
        old='assumed_by("eks.amazonaws.com")',
        new='assumed_by("eks.amazonaws.com", condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})',
        why="It guards against a confused deputy; EKS is not documented to send it, and makes no cluster.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="Fargate acts for the account instead of the cluster's profiles",
        file="components/compute/kubernetes/fargate.py",
        old='condition={"ArnLike": {"aws:SourceArn": _profiles(args)}}',
        new='condition={"StringEquals": {"aws:SourceAccount": args.account}}',
        why="It is what the tasks of ECS have; Fargate names its profile and nothing else.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="tasks act for any of this account's, written with an equals",
        file="components/compute/task_role.py",
        old="condition=of_account(args.account)",
        new=(
            'condition={"StringEquals": {"aws:SourceArn": '
            'pulumi.Output.concat(f"arn:aws:ecs:{args.region}:", args.account, ":*")}}'
        ),
        why="It reads like ArnLike; a star in an equals is a star, and no task starts.",
        proof=f"{_DOCUMENTED}[{_HOME}]",
    ),
    Mutation(
        name="pods are known by an issuer that is written as an address",
        file="components/compute/kubernetes/pod_role.py",
        old='{f"{issuer}:{claim}": value',
        new='{f"https://{issuer}:{claim}": value',
        why="Everybody shows it as an address; no token has such a key, and no pod gets credentials.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="Fargate acts for the cluster",
        file="components/compute/kubernetes/fargate.py",
        old='":fargateprofile/", args.cluster_name, "/*"',
        new='":cluster/", args.cluster_name',
        why="The cluster's ARN is at hand and looks right; CreateFargateProfile refuses the role.",
        proof=f"{_DOCUMENTED}[{_CLUSTERS}]",
    ),
    Mutation(
        name="the bus names its rules to the topic",
        file="components/messaging/order_topic.py",
        old='allow(["sns:Publish"], [topic.arn], principal={"Service": "events.amazonaws.com"}),',
        new=(
            'allow(["sns:Publish"], [topic.arn], principal={"Service": "events.amazonaws.com"}, '
            'condition={"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/*"}}),'
        ),
        why="Queues take the same condition; for a topic EventBridge sends nothing, and every event is lost.",
        proof=f"{_DOCUMENTED}[{_HOME}]",
    ),
    Mutation(
        name="nobody may make grants of the data key",
        file="components/data/kms_data_key.py",
        old="grants=GRANTS_BY_SERVICES",
        new='grants={"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}',
        why="Tables are what the key is thought of for; database and cache take it by grants as well.",
        proof=f"{_NEEDS}::test_each_key_grants_what_the_service_asks_of_it[{_HOME}]",
    ),
    Mutation(
        name="the control plane's log has no key",
        file="components/data/kms_region_key.py",
        old='(naming.log_group("*"), naming.control_plane_log_group(naming.KUBERNETES_CLUSTER))',
        new='(naming.log_group("*"),)',
        why="All our own groups begin alike; EKS dictates the name of this one, and Logs refuses to make it.",
        proof=f"{_NEEDS}::test_each_key_grants_what_the_service_asks_of_it[{_CLUSTERS}]",
    ),
    Mutation(
        name="the topic may not use the queues' key",
        file="components/data/kms_region_key.py",
        old=":{naming.ORDER_TOPIC}",
        new=":{naming.ALARM_TOPIC}",
        why="There are two topics; the one that delivers to queues is the other, and nothing arrives.",
        proof=f"{_NEEDS}::test_whoever_delivers_to_something_encrypted_may_use_its_key[{_HOME}]",
    ),
    Mutation(
        name="the bus names its account to the key",
        file="components/data/kms_region_key.py",
        old='service_statement("events.amazonaws.com", None)',
        new='service_statement("events.amazonaws.com", of_account(args.account))',
        why="The statement above has it; EventBridge sends nothing for an encrypted topic, and every event is lost.",
        proof=f"{_NEEDS}::test_whoever_delivers_to_something_encrypted_may_use_its_key[{_HOME}]",
    ),
    Mutation(
        name="the cache's user begins where ElastiCache begins by itself",
        file="components/data/cache.py",
        old='"on ~* -@all +@read',
        new='"on ~* +@read',
        why="A user begins without commands, so it says the same; ElastiCache writes it in, and no up is empty.",
        proof=f"{_FORMS}[{_HOME}]",
    ),
    Mutation(
        name="an hour is written in minutes",
        file="components/observability/canary.py",
        old='(minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")',
        new='(minutes, "minute")',
        why="The setting is in minutes; Synthetics says an hour back, and no up is empty.",
        proof=f"{_COMPONENTS}/observability/test_canary.py::test_an_hour_is_written_as_synthetics_says_it_back",
    ),
    Mutation(
        name="the web ACL hides a header by its usual name",
        file="components/edge/web_acl_logs.py",
        old='("authorization", "cookie", "idempotency-key")',
        new='("authorization", "Cookie", "idempotency-key")',
        why="Headers are written so; WAF keeps small letters, and no up is empty.",
        proof=f"{_FORMS}[{_HOME}]",
    ),
)
