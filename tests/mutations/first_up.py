"""Programs that do not begin in an account with nothing in it."""

from tests.mutations.mutation import Mutation

_REGISTRY = "tests/components/compute/test_ecr_registries.py"
_IMAGES = "tests/components/compute/test_images.py"
_TWO = "tests/components/test_two_creators.py"

MUTATIONS = (
    Mutation(
        name="each region's compute has its own repositories",
        file="components/compute/compute.py",
        old="        self.repository_urls = repository_urls(\n",
        new=(
            "        from components.compute.ecr_registry import Registry, RegistryArgs\n"
            "        own = RegistryArgs(repositories=tuple(args.specs), locked=args.locked)\n"
            '        Registry("registry", own, opts=child)\n'
            "        self.repository_urls = repository_urls(\n"
        ),
        why="A region's things belong to its stack; the first image that is pushed makes the other region's first.",
        proof=f"{_REGISTRY}::test_the_stack_that_goes_first_owns_the_registries_of_both_regions",
    ),
    Mutation(
        name="replication begins before there is a place for what it sends",
        file="components/compute/ecr_registries.py",
        old="provider=args.peer_provider, depends_on=after)",
        new="provider=args.peer_provider)",
        why="The rule names no repository, so nothing seems to need one.",
        proof=f"{_REGISTRY}::test_nothing_is_replicated_before_there_is_a_place_for_it",
    ),
    Mutation(
        name="only the home region sends images",
        file="components/compute/ecr_registries.py",
        old="replication_configuration=_to(args.region, args.account)",
        new="replication_configuration=_to(args.peer_region, args.account)",
        why="Images are built for the home region; after a failover the other one is pushed to.",
        proof=f"{_REGISTRY}::test_the_regions_send_each_other_every_image_of_this_platform",
    ),
    Mutation(
        name="services start without their images",
        file="components/compute/compute.py",
        old="bounds = spec.bounds(Capacity.ZERO) if held else _bounds(spec, self._args.shape)",
        new="bounds = _bounds(spec, self._args.shape)",
        why="The images are pushed while the run waits; ECS's circuit breaker gives up before.",
        proof=f"{_IMAGES}::test_without_an_image_the_services_are_declared_at_zero[no repository-False-prod-east]",
    ),
    Mutation(
        name="a missing image stops what runs",
        file="components/compute/ecs_scaling.py",
        old='ignore_changes=["min_capacity", "max_capacity"] if args.held else []',
        new="ignore_changes=[]",
        why="Zero is right for what is made; somebody who empties a repository would stop a region with it.",
        proof=f"{_IMAGES}::test_what_runs_is_not_touched_while_its_image_is_missing[ecs-prod-east]",
    ),
    Mutation(
        name="a definition is replaced by one that cannot start",
        file="components/compute/ecs_service.py",
        old='*(["task_definition"] if args.held else [])',
        new="*()",
        why="The definition changes with the environment; tasks that stop are then not started again.",
        proof=f"{_IMAGES}::test_what_runs_is_not_touched_while_its_image_is_missing[ecs-prod-east]",
    ),
    Mutation(
        name="a tag that is not there is one that comes later",
        file="components/compute/images.py",
        old="        if found and tag not in tags:\n",
        new='        if "" in tags:\n',
        why="It is what the first run does; a misspelled tag would then be deployed and rolled back.",
        proof=f"{_IMAGES}::test_a_tag_that_is_not_there_is_refused_where_the_repository_has_others[prod-east]",
    ),
    Mutation(
        name="pods are counted up by a scaler that has no image",
        file="components/compute/compute.py",
        old="{workload.name, *(IMAGES if spec.runtime is Runtime.EKS else ())}",
        new="{workload.name}",
        why="A workload's image is the one that its task runs; on EKS nothing runs without KEDA's.",
        proof=f"{_IMAGES}::test_without_its_images_a_cluster_starts_with_nothing_that_waits_for_them",
    ),
    Mutation(
        name="a missing image is not said",
        file="components/compute/images.py",
        old="        account.apply(lambda known: pulumi.log.warn(_waiting(settings, known, missing)))\n",
        new="        pass\n",
        why="The plan shows zeros; nobody reads them as images that have to be pushed.",
        proof=f"{_IMAGES}::test_a_missing_image_is_said_with_the_commands_that_bring_it[False]",
    ),
    Mutation(
        name="a control plane makes its log group before the program does",
        file="components/compute/kubernetes/cluster.py",
        old="depends_on=[rights, logs])",
        new="depends_on=[rights])",
        why="A cluster takes no log group as an input, so nothing seems to need one.",
        proof=f"{_TWO}::test_what_a_service_would_make_is_declared_before_its_maker_or_not_at_all[warm-standby eks]",
    ),
    Mutation(
        name="a dashboard has one name in both regions",
        file="components/common/naming.py",
        old='for all regions."""\n    return f"{PREFIX}-{region}"\n',
        new='for all regions."""\n    return f"{PREFIX}-dashboard"\n',
        why="Most names are one for a region; dashboards are one for an account.",
        proof=f"{_TWO}::test_no_two_resources_of_both_stacks_take_one_name[warm-standby ecs]",
    ),
    Mutation(
        name="both stacks own the validation record",
        file="components/multi_region/region.py",
        old="owns_validation_record=settings.is_home",
        new="owns_validation_record=True",
        why="Each certificate is validated by a record; ACM asks both regions of an account for the same.",
        proof=f"{_TWO}::test_no_two_resources_of_both_stacks_take_one_name[warm-standby ecs]",
    ),
)
