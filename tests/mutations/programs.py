"""Changes of one line in the platform's program that real teams have shipped."""

from tests.mutations.mutation import Mutation

_COMPONENTS = "tests/components"
_EDGE = f"{_COMPONENTS}/edge"
_DATABASE = f"{_COMPONENTS}/data/test_aurora.py"
_ROUTING = f"{_COMPONENTS}/multi_region/test_region_records.py"
_PROGRAM = "tests/test_program.py"
_SWITCHES = "tests/sandbox/test_switches.py"

MUTATIONS = (
    Mutation(
        name="a member says where it replicates from",
        file="components/data/aurora.py",
        old="            port=ports.DATABASE,\n",
        new=(
            "            port=ports.DATABASE,\n"
            '            replication_source_identifier=None if starts else "arn:aws:rds:::cluster:first",\n'
        ),
        why="The state shows the property, so it looks forgotten; once written, clearing it promotes the cluster.",
        proof=f"{_DATABASE}::test_no_member_says_where_it_replicates_from[False]",
    ),
    Mutation(
        name="the membership of the global database is followed",
        file="components/data/aurora.py",
        old='    "global_cluster_identifier",\n',
        new="",
        why="It is declared, so ignoring it looks like a mistake; a difference detaches the cluster for good.",
        proof=f"{_DATABASE}::test_the_member_that_starts_has_credentials_and_no_source",
    ),
    Mutation(
        name="the master password belongs to RDS",
        file="components/data/aurora.py",
        old="            master_password=args.master_password,\n",
        new="            manage_master_user_password=True if starts else None,\n",
        why="It is the advice for one region; a global database does not take it.",
        proof=f"{_COMPONENTS}/data/test_database_secret.py::test_the_cluster_gets_the_password_from_the_secrets_version",
    ),
    Mutation(
        name="the second member has credentials",
        file="components/data/aurora.py",
        old="            master_username=_MASTER_USER if starts else None,\n",
        new="            master_username=_MASTER_USER,\n",
        why="Both regions are built by one loop; AWS refuses them on a secondary, or the cluster is replaced.",
        proof=f"{_DATABASE}::test_the_member_that_follows_has_a_source_and_no_credentials",
    ),
    Mutation(
        name="a nested path in snake case is ignored",
        file="components/data/aurora.py",
        old='    "availability_zones",\n',
        new='    "availability_zones",\n    "serverlessv2_scaling_configuration.min_capacity",\n',
        why="Top-level names are translated, paths are not: the entry does nothing, and an up undoes a failover.",
        proof=f"{_PROGRAM}::test_what_is_ignored_is_written_as_pulumi_reads_it[prod-east]",
    ),
    Mutation(
        name="instances are named by their number",
        file="components/data/aurora.py",
        old='            key = zone[-1] if turn == 0 else f"{zone[-1]}{turn + 1}"\n',
        new="            key = str(index + 1 if turn == 0 else index + turn)\n",
        why="Counting is simpler; then a zone that is taken out of the list moves every instance behind it.",
        proof=f"{_DATABASE}::test_instances_stand_in_zones_of_their_own[full-abc]",
    ),
    Mutation(
        name="the global database is made from the first cluster",
        file="components/data/aurora_global.py",
        old=(
            "            engine=naming.ENGINE,\n"
            "            engine_version=args.engine_version,\n"
            "            storage_encrypted=True,\n"
        ),
        new="            source_db_cluster_identifier=naming.database_cluster('us-east-1'),\n",
        why="It is how an existing cluster becomes global; after a role change the provider plans a replacement.",
        proof=f"{_DATABASE}::test_the_global_database_is_made_from_an_engine_and_follows_no_member",
    ),
    Mutation(
        name="what exists once is not protected",
        file="components/data/aurora_global.py",
        old="                protect=args.locked,\n",
        new="",
        why="Deletion protection at AWS looks like enough; Pulumi would still delete what it can.",
        proof="tests/components/test_identity.py::test_every_store_has_the_name_that_it_always_had[prod-east]",
    ),
    Mutation(
        name="a replica is a resource of its own too",
        file="components/data/dynamodb_tables.py",
        old="        return aws.dynamodb.Table(\n",
        new=(
            '        aws.dynamodb.TableReplica(f"{name}-{schema.name}-replica",'
            " global_table_arn=naming.table(schema.name), opts=pulumi.ResourceOptions(parent=self))\n"
            "        return aws.dynamodb.Table(\n"
        ),
        why="The peer's stack wants its own; table and replica then remove each other's entry in turn.",
        proof=f"{_PROGRAM}::test_a_stack_declares_exactly_what_its_shape_has[warm-standby-us-east-1-us-east-1-prod-east]",
    ),
    Mutation(
        name="a replica has the other region's key",
        file="components/data/dynamodb_tables.py",
        old='                    "kms_key_arn": args.peer_key_arn,\n',
        new='                    "kms_key_arn": args.key_arn,\n',
        why="One key for one table reads well; DynamoDB rebuilds the replica, or the table fails with its home region.",
        proof=f"{_COMPONENTS}/multi_region/test_home.py::test_each_side_of_a_replication_uses_its_own_regions_key",
    ),
    Mutation(
        name="bounds follow the home region instead of the writer",
        file="settings/stack.py",
        old="        return region_role_of(self.strategy, is_writer=self.is_writer)\n",
        new="        return region_role_of(self.strategy, is_writer=self.is_home)\n",
        why="Roles are thought of as fixed; the first up after a failover shrinks the region that serves.",
        proof=f"{_PROGRAM}::test_it_swaps_what_the_two_regions_run[a failover-warm-standby]",
    ),
    Mutation(
        name="stores and gateways follow the writer",
        file="settings/stack.py",
        old="        return region_role_of(self.strategy, is_writer=self.region == self.full_size_region)\n",
        new="        return self.region_role\n",
        why="It needs one setting less; the first up after a failover makes and deletes instances, in the dark, too.",
        proof=f"{_PROGRAM}::test_another_writer_declares_what_the_failover_moved_and_nothing_else[us-west-2-warm-standby-prod-east]",
    ),
    Mutation(
        name="a region that serves is reduced before the other is built",
        file="settings/ordering.py",
        old="    if settings.is_writer and not _is_full(settings.provisioned_as)",
        new="    if not settings.is_writer and not _is_full(settings.provisioned_as)",
        why="Primary is taken for a wish; written before the move, it takes the instances under the clients.",
        proof=(
            f"{_COMPONENTS}/multi_region/test_preconditions.py::test_a_harmful_order_is_refused_with_the_stack_to_run_first"
            "[shrinking a region that serves before the other one is built]"
        ),
    ),
    Mutation(
        name="a headless cluster is a pilot light",
        file="settings/database.py",
        old=".get(capacity, 1)\n",
        new=".get(capacity, 0)\n",
        why="It saves the only instance; making one needs control planes that may be down with the other region.",
        proof=f"{_PROGRAM}::test_a_stack_declares_exactly_what_its_shape_has[pilot-light-us-east-1-us-east-1-dr-west]",
    ),
    Mutation(
        name="one child has no parent",
        file="components/compute/ecs_scaling.py",
        old='                parent=self, ignore_changes=["min_capacity", "max_capacity"] if args.held else []\n',
        new='                ignore_changes=["min_capacity", "max_capacity"] if args.held else []\n',
        why="It is one forgotten line; the resource lands in the region of whoever's shell it is.",
        proof=f"{_PROGRAM}::test_each_resource_is_in_the_stacks_region_through_a_named_provider[warm-standby-us-east-1-us-east-1-prod-east]",
    ),
    Mutation(
        name="the count of tasks is sent at every up",
        file="components/compute/ecs_service.py",
        old='ignore_changes=["desired_count", *(["task_definition"] if args.held else [])],\n',
        new='ignore_changes=["task_definition"] if args.held else [],\n',
        why="The count is declared, so it is kept; an up takes away what auto scaling or a failover started.",
        proof=f"{_PROGRAM}::test_no_count_of_tasks_is_sent_after_creation[warm-standby-us-east-1-us-east-1-prod-east]",
    ),
    Mutation(
        name="the failover pair becomes a latency set in place",
        file="components/multi_region/region_records.py",
        old='                failover_routing_policies=[{"type": "PRIMARY"}],\n',
        new='                latency_routing_policies=[{"region": args.region}],\n',
        why="It looks like a change of one argument; Route 53 refuses the first record while its sibling still stands.",
        proof=f"{_ROUTING}::test_the_home_region_is_primary_whoever_writes[us-east-1]",
    ),
    Mutation(
        name="the primary goes by the health of its targets",
        file="components/multi_region/region_records.py",
        old=(
            "                evaluate_target_health=False,\n"
            "                set_identifier=args.region,\n"
            '                failover_routing_policies=[{"type": "PRIMARY"}],\n'
        ),
        new=(
            "                evaluate_target_health=True,\n"
            "                set_identifier=args.region,\n"
            '                failover_routing_policies=[{"type": "PRIMARY"}],\n'
        ),
        why="Examples have it; a bad deployment then sends everybody to a database that only reads.",
        proof=f"{_ROUTING}::test_the_home_region_is_primary_whoever_writes[us-east-1]",
    ),
    Mutation(
        name="the primary follows the writer",
        file="components/multi_region/region.py",
        old="                is_home=settings.is_home,\n",
        new="                is_home=settings.is_writer,\n",
        why="Primary is taken for the region that writes; two upserts cannot swap the pair.",
        proof=f"{_PROGRAM}::test_another_writer_declares_what_the_failover_moved_and_nothing_else[us-west-2-warm-standby-prod-east]",
    ),
    Mutation(
        name="silence gives traffic back",
        file="components/multi_region/failover_control.py",
        old='            insufficient_data_health_status="LastKnownStatus",\n',
        new='            insufficient_data_health_status="Healthy",\n',
        why="Healthy is the safe side until the switch is flipped; a minute later the clients are back.",
        proof=f"{_COMPONENTS}/multi_region/test_failover_control.py::test_silence_keeps_the_last_answer",
    ),
    Mutation(
        name="the count of receives is a text",
        file="components/messaging/queue.py",
        old='"maxReceiveCount": args.spec.max_receives}\n',
        new='"maxReceiveCount": str(args.spec.max_receives)}\n',
        why="It is a text in many examples; SQS answers with a number, and the plan is never empty.",
        proof=f"{_COMPONENTS}/messaging/test_messaging.py::test_what_fails_too_often_is_set_aside[orders-orders-dead]",
    ),
    Mutation(
        name="zones are counted instead of named",
        file="components/network/vpc.py",
        old="            availability_zone_names=list(args.spec.zones),\n",
        new="            number_of_availability_zones=len(args.spec.zones),\n",
        why="It is shorter; which zones an account sees differs, and a change of the list moves every subnet.",
        proof=f"{_COMPONENTS}/network/test_network.py::test_subnets_lie_where_they_always_lay[prod-east]",
    ),
    Mutation(
        name="a rehearsal of AWS's plan loses data",
        file="components/multi_region/region_switch/blocks.py",
        old='        "behavior": "switchoverOnly",\n',
        new='        "behavior": "failover",\n',
        why="It reads as what the plan is for; a graceful execution then promotes with what has arrived.",
        proof=f"{_COMPONENTS}/multi_region/region_switch/test_region_switch.py::test_nothing_is_lost_unless_somebody_says_that_it_is_a_disaster",
    ),
    Mutation(
        name="clients are sent to a region before it is up",
        file="settings/ordering.py",
        old="settings.targets.routing_mode is RoutingMode.LATENCY and not _is_full(recorded.region_role):\n",
        new='settings.targets.routing_mode is RoutingMode.LATENCY and recorded.region_role == "":\n',
        why="The order of the stacks is left to a wiki page; half of the clients get a region that is not up.",
        proof=(
            f"{_COMPONENTS}/multi_region/test_preconditions.py::test_a_harmful_order_is_refused_with_the_stack_to_run_first"
            "[sending clients to a region that is not up]"
        ),
    ),
    Mutation(
        name="the writer is believed",
        file="components/multi_region/preconditions.py",
        old="    if writers == [settings.writer]:\n        return\n",
        new="    if writers:\n        return\n",
        why="The stack file says who writes; after a failover the next up acts on what was true before.",
        proof=f"{_COMPONENTS}/multi_region/test_preconditions.py::test_a_stack_that_disagrees_with_aws_about_the_writer_says_so[us-east-1-us-west-2-prod-east]",
    ),
    Mutation(
        name="the controller has the target group to itself",
        file="components/compute/kubernetes/eks_service.py",
        old='        "multiClusterTargetGroup": True,\n',
        new="",
        why="It reads as a setting for several clusters; without it every task of ECS is taken out at once.",
        proof=f"{_COMPONENTS}/compute/kubernetes/test_cluster.py::test_the_target_group_is_shared_with_whoever_was_there_before",
    ),
    Mutation(
        name="the count of pods is the program's",
        file="components/compute/kubernetes/eks_service.py",
        old='kept = KEPT if args.held else ("spec.replicas",)\n',
        new="kept = KEPT if args.held else ()\n",
        why="The manifest says it, and an up after a failover or under load sets it back.",
        proof=f"{_COMPONENTS}/compute/test_runtimes.py::test_it_starts_at_its_lower_bound_and_its_count_is_left_alone_then[web-prod-east-eks]",
    ),
    Mutation(
        name="a pod is ready before its target is",
        file="components/compute/kubernetes/eks_service.py",
        old='    gates = [{"conditionType": f"{_GATE}/{workload.name}"}] if workload.entry else []\n',
        new="    gates: list[dict[str, str]] = []\n",
        why="A webhook usually adds it, so it stands in no manifest; here no webhook does.",
        proof=f"{_COMPONENTS}/compute/kubernetes/test_cluster.py::test_web_is_asked_before_it_gets_requests_and_has_time_when_it_goes",
    ),
    Mutation(
        name="an ECS service is done once it is ordered",
        file="components/compute/ecs_service.py",
        old="            wait_for_steady_state=True,\n",
        new="",
        why="It makes every up faster; on the way back from EKS the pods go before a task serves.",
        proof=f"{_COMPONENTS}/compute/test_ecs_service.py::test_up_waits_until_the_tasks_serve[web]",
    ),
    Mutation(
        name="a group of origins is the failover",
        file="components/edge/behaviors.py",
        old="    behavior = _behavior(REGIONS, _EVERYTHING, KEEP_NOTHING, headers_id)\n",
        new="    behavior = _behavior(ASSETS, _READING, KEEP_NOTHING, headers_id)\n",
        why="CloudFront calls it origin failover; it never moves a POST.",
        proof=f"{_EDGE}/test_distribution.py::test_one_origin_is_both_regions_so_that_every_method_moves",
    ),
    Mutation(
        name="the edge forgets with the answer's own time",
        file="components/edge/cache_policies.py",
        old="            max_ttl=args.stale_seconds,\n",
        new="            max_ttl=10,\n",
        why="Answers are to be kept for seconds; CloudFront shows nothing stale beyond the maximum.",
        proof=f"{_EDGE}/test_distribution.py::"
        "test_answers_are_fresh_for_seconds_and_stand_in_longer_while_no_region_answers",
    ),
    Mutation(
        name="two values of the header are enough",
        file="components/edge/origin_header.py",
        old="(generation - 1, generation, generation + 1)",
        new="(generation - 1, generation)",
        why="Old and new is what a rotation needs, until the home stack runs first.",
        proof=f"{_EDGE}/test_origin.py::test_a_rotation_in_either_order_is_taken_everywhere_also_while_it_spreads[prod-east-dr-west]",
    ),
    Mutation(
        name="a group on count blocks",
        file="components/edge/web_acl_rules.py",
        old='        "override_action": {"none": {}} if mode is RuleMode.BLOCK else {"count": {}},\n',
        new='        "override_action": {"none": {}},\n',
        why="A group has no action of its own, so the switch is easily written where it does nothing.",
        proof=f"{_EDGE}/test_web_acl.py::test_a_group_on_count_lets_its_attacks_pass_and_stops_the_others[sql_injection]",
    ),
    Mutation(
        name="the load balancer is open to everybody",
        file="components/network/security_groups.py",
        old='            prefix_list_id=addresses.id,\n            description=f"From {key}",\n',
        new='            cidr_ipv4=_EVERYWHERE,\n            description=f"From {key}",\n',
        why="A prefix list fills a security group's quota, and somebody wants to go on.",
        proof=f"{_COMPONENTS}/network/test_network.py::test_the_groups_are_a_chain_from_the_edge_to_the_data",
    ),
)
