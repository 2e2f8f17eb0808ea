"""Compute keeps nothing: any task, pod, instance or function may be killed or moved at any moment."""

from stateless_compute import (
    asg_no_pets,
    csi_driver_absent,
    ecs_readonly_root,
    k8s_no_client_affinity,
    k8s_no_persistent_state,
    k8s_readonly_root,
    lambda_no_filesystem,
    lb_no_stickiness,
    no_data_volume,
    no_managed_ebs,
    no_persistent_volume,
    no_standalone_instance,
    scratch_bounded,
)

TITLE = "Stateless compute"
RULES = (
    no_persistent_volume.RULE,
    no_managed_ebs.RULE,
    ecs_readonly_root.RULE,
    no_standalone_instance.RULE,
    no_data_volume.RULE,
    asg_no_pets.RULE,
    lb_no_stickiness.RULE,
    lambda_no_filesystem.RULE,
    k8s_no_persistent_state.RULE,
    k8s_no_client_affinity.RULE,
    k8s_readonly_root.RULE,
    scratch_bounded.RULE,
    csi_driver_absent.RULE,
)
