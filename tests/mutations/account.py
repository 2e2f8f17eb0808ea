"""Programs that take an account for granted: what it has switched on, and what its zones are."""

from tests.mutations.mutation import Mutation

_NETWORK = "tests/components/network/test_network.py"
_ZONES = "tests/components/network/test_zones.py"
_IMAGES = "tests/settings/test_eks_images.py"
_PREFLIGHT = "tests/operations/preflight/test_preflight.py"
_SETTINGS = "tests/settings/test_settings.py"

MUTATIONS = (
    Mutation(
        name="requests are traced unless somebody says no",
        file="settings/observability.py",
        old="trace_share: float = Field(default=0.0,",
        new="trace_share: float = Field(default=0.05,",
        why="Traces are good to have; X-Ray refuses every span until the account has Transaction Search.",
        proof=f"{_SETTINGS}::test_nothing_is_sent_that_a_new_account_refuses",
    ),
    Mutation(
        name="zones are taken as they are written",
        file="__main__.py",
        old="settings = with_named_zones(settings, providers.region)\n",
        new="",
        why="It worked in the account in which it was written; elsewhere its us-east-1c has no EKS.",
        proof=f"{_ZONES}::test_zones_that_cannot_be_used_are_refused[left out by EKS]",
    ),
    Mutation(
        name="resources are named after what the file says of a zone",
        file="components/network/zones.py",
        old="    names = tuple(account.name_of(zone) or zone for zone in wanted)\n",
        new="    names = tuple(wanted)\n",
        why="Ids are as good as names; an environment that is written by id then has other instances.",
        proof=f"{_ZONES}::test_an_environment_written_by_id_is_the_one_that_was_written_by_name[prod-east]",
    ),
    Mutation(
        name="a zone is one zone as long as it is written once",
        file="settings/zones.py",
        old="if name and names.count(name) > 1",
        new="if name and names.count(name) > 9",
        why="The settings refuse a zone that is there twice; a name and an id of one zone are two texts.",
        proof="tests/settings/test_zones.py::test_a_name_and_an_id_of_one_zone_are_one_zone",
    ),
    Mutation(
        name="endpoints stand in every zone",
        file="settings/zones.py",
        old="if name not in zones)",
        new="if name in ())",
        why="Most of AWS's services have endpoints in most zones.",
        proof="tests/settings/test_zones.py::test_a_zone_in_which_an_endpoint_cannot_stand_is_refused_with_the_service",
    ),
    Mutation(
        name="spans leave a region that has no way out",
        file="settings/endpoints.py",
        old="*(_OF_TRACES if traces else ())",
        new="*()",
        why="Every service that was there had an endpoint already, and one more costs 22 USD a month.",
        proof=f"{_NETWORK}::test_spans_find_xray_where_nothing_else_leads_there[pilot-light-0.05-True]",
    ),
    Mutation(
        name="AWS keeps its images in one account",
        file="settings/eks_images.py",
        old='    "eu-south-1": "590381155156",\n',
        new='    "eu-south-1": _SHARED,\n',
        why="It is the account of every example; regions that are opted in to have others, and no pod starts.",
        proof=f"{_IMAGES}::test_the_image_of_each_region_is_where_aws_keeps_it[eu-south-1]",
    ),
    Mutation(
        name="preflight looks for the images of workloads alone",
        file="operations/preflight/place.py",
        old="            **(dict.fromkeys(CONTROLLERS, cluster.keda_version) if cluster else {}),\n",
        new="",
        why="Those are what people build; KEDA is pushed once, and forgotten with the next version.",
        proof=f"{_PREFLIGHT}::test_the_images_are_those_that_an_up_looks_for[eks-prod-east]",
    ),
    Mutation(
        name="a quota that holds the pods of the shop holds the cluster",
        file="operations/preflight/place.py",
        old="_PODS_OF_A_CLUSTER * _VCPU_OF_A_POD if self.kubernetes else 0.0",
        new="0.0",
        why="Nobody wrote those pods down as a workload; the last of the shop's stay pending.",
        proof=(
            f"{_PREFLIGHT}::test_fargate_runs_what_serves_a_cluster_too_and_one_more_while_it_is_replaced[eks-7.5-63.0]"
        ),
    ),
    Mutation(
        name="orders are told to somebody by mail",
        file="components/messaging/order_topic.py",
        old='            protocol="sqs",\n            endpoint=queue.arn,\n',
        new='            protocol="email",\n            endpoint="on-call@example.com",\n',
        why="It is declared and green; SNS sends nothing until somebody has followed a link.",
        proof="tests/components/test_waits.py::test_what_waits_for_a_person_is_on_the_page[prod-east-warm-standby-ecs]",
    ),
)
