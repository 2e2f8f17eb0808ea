#!/usr/bin/env bash
# Package:    botocore ==1.43.106, services arc-region-switch, dsql and dynamodb
# Met by:     a preflight that asks the SDK where a service stands and tests the way to client.meta.endpoint_url; a
#             firewall, or a game day that takes a region away, by a list of such names.
# Expected:   The endpoint that a client names is the one that it calls, in the region that it was made for, and
#             does not hang on whose credentials are used.
# Seen:       A client of arc-region-switch in eu-central-1 names a host there that no call goes to: those that
#             manage plans go to a control plane in us-east-1 and are signed for it, those that run one go to
#             another domain. DynamoDB's host becomes ACCOUNT.ddb.REGION where the credentials carry an account, as
#             those of an assumed role do and two keys in the environment do not; endpoint_url stays as it was.
#             get_available_regions has no region at all for arc-region-switch and dsql, and 34 for others.
# So what:    A drill as a person and the same drill as a role cut different names, and what manages a plan falls
#             with us-east-1 although every name that the client shows is elsewhere. Look at the requests instead.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.43.106
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - <<'PYTHON'
import sys
from urllib.parse import urlsplit

import botocore.session


class Caught(Exception):
    """Stands in for sending a request."""


def catch(request, **_):
    credential = request.headers["Authorization"].decode().partition("Credential=")[2]
    raise Caught(urlsplit(request.url).hostname, credential.split("/")[2])


def goes_to(service: str, operation: str, account: str | None = None, **params: object) -> tuple[str, str, str]:
    """Host that the client names, host that it calls, and region that it signs for."""
    session = botocore.session.get_session()
    session.set_credentials("AKIDEXAMPLE", "example", account_id=account)
    client = session.create_client(service, region_name="eu-central-1")
    client.meta.events.register_last("before-send", catch)
    try:
        getattr(client, operation)(**params)
    except Caught as caught:
        return (urlsplit(client.meta.endpoint_url).hostname, *caught.args)
    sys.exit(f"{operation} sent nothing")


NAMED = "arc-region-switch.eu-central-1.amazonaws.com"
TABLES = "dynamodb.eu-central-1.amazonaws.com"
EXECUTION = {
    "planArn": "arn:aws:arc-region-switch::111122223333:plan/shop:abc123", "targetRegion": "eu-central-1",
    "action": "activate", "mode": "ungraceful",
}
EXPECTED = {
    "list_plans": (NAMED, "arc-region-switch-control-plane.us-east-1.api.aws", "us-east-1"),
    "start_plan_execution": (NAMED, "arc-region-switch.eu-central-1.api.aws", "eu-central-1"),
    "list_tables, keys": (TABLES, TABLES, "eu-central-1"),
    "list_tables, role": (TABLES, "111122223333.ddb.eu-central-1.amazonaws.com", "eu-central-1"),
}
seen = {
    "list_plans": goes_to("arc-region-switch", "list_plans"),
    "start_plan_execution": goes_to("arc-region-switch", "start_plan_execution", **EXECUTION),
    "list_tables, keys": goes_to("dynamodb", "list_tables"),
    "list_tables, role": goes_to("dynamodb", "list_tables", account="111122223333"),
}
for call, (named, called, signed) in seen.items():
    print(f"{call:22}names {named}, calls {called}, signed for {signed}")

session = botocore.session.get_session()
stand = {
    service: len(session.get_available_regions(service))
    for service in ("arc-region-switch", "dsql", "arc-zonal-shift", "rds")
}
print(f"get_available_regions: {stand}")
if seen != EXPECTED or stand["arc-region-switch"] or stand["dsql"] or not (stand["arc-zonal-shift"] and stand["rds"]):
    sys.exit("changed: another host, or regions that are listed now")
PYTHON
