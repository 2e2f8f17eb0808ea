"""Sizes that Fargate offers, for tasks of ECS and for pods of EKS. Pure."""

# CPU units -> memory in MiB.
# Source: Amazon ECS developer guide, Fargate task CPU and memory; EKS user guide, Fargate pod configuration.
_GIB = 1024
FARGATE_MEMORY_MIB: dict[int, tuple[int, ...]] = {
    256: (512, 1 * _GIB, 2 * _GIB),
    512: tuple(gib * _GIB for gib in range(1, 5)),
    1024: tuple(gib * _GIB for gib in range(2, 9)),
    2048: tuple(gib * _GIB for gib in range(4, 17)),
    4096: tuple(gib * _GIB for gib in range(8, 31)),
    8192: tuple(gib * _GIB for gib in range(16, 61, 4)),
    16384: tuple(gib * _GIB for gib in range(32, 121, 8)),
}
# What Fargate adds to a pod's memory for the kubelet and its kin, before it looks for a size that holds it.
POD_OVERHEAD_MIB = 256


def pod_memory_mib(memory_mib: int) -> int:
    """What a pod may ask for, so that with the overhead it gets exactly the size that is paid for."""
    return memory_mib - POD_OVERHEAD_MIB


def size_for(cpu_units: int, memory_mib: int) -> tuple[int, int]:
    """The smallest size that holds a pod with these requests. Raises ValueError where there is none."""
    needed = memory_mib + POD_OVERHEAD_MIB
    for cpu, memories in FARGATE_MEMORY_MIB.items():
        fitting = [memory for memory in memories if memory >= needed]
        if cpu >= cpu_units and fitting:
            return cpu, fitting[0]
    msg = f"no size of Fargate holds {cpu_units} CPU units and {memory_mib} MiB with {POD_OVERHEAD_MIB} MiB on top"
    raise ValueError(msg)
