"""Keeps calls on this machine away from proxies, of which gRPC, botocore and urllib each read the environment's."""

from collections.abc import Mapping

_LOCAL = "127.0.0.1"
# Names that one of the three reads; of these, gRPC knows only the small letters.
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")
_SPARED = ("no_proxy", "NO_PROXY", "no_grpc_proxy")


def spared(environment: Mapping[str, str]) -> dict[str, str]:
    """What to add to an environment that names a proxy, so that this machine is asked without it; else nothing.

    gRPC does not read `*` in these as everything, so this machine is always named.
    """
    if not any(environment.get(name) or environment.get(name.upper()) for name in _PROXIES):
        return {}
    given = {name: environment.get(name, "") for name in _SPARED}
    # gRPC reads the first of its two names that is there.
    given["no_grpc_proxy"] = given["no_grpc_proxy"] or given["no_proxy"] or given["NO_PROXY"]
    both = given["no_proxy"] or given["NO_PROXY"]
    given |= {"no_proxy": both, "NO_PROXY": given["NO_PROXY"] or both}
    return {name: _with_this_machine(listed) for name, listed in given.items()}


def _with_this_machine(listed: str) -> str:
    names = [name.strip() for name in listed.split(",") if name.strip()]
    return ",".join([*names, *({_LOCAL} - set(names))])
