#!/usr/bin/env bash
# Package:    botocore ==1.43.106, services appconfig and elbv2
# Met by:     a failover that turns the shop's flags in AppConfig and waits for the environment, or registers
#             targets and waits until the load balancer of the other region sends them requests.
# Expected:   A waiter compares with values that its service can answer; both are in one package.
# Seen:       EnvironmentReadyForDeployment waits for the state "ReadyForDeployment", the model's word is
#             READY_FOR_DEPLOYMENT: it cannot succeed, nor see a rollback (ROLLED_BACK, REVERTED), and asks on for
#             eight hours and a third. TargetInService asks again after the error "InvalidInstance", which is the
#             older load balancers'; the model's is InvalidTarget, so that it fails at its first look at a target
#             that is not registered yet. TargetDeregistered, beside it, has the right word.
# So what:    Neither shows in a test with an emulator that answers as the waiter asks. Poll the state yourself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.43.106
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - <<'PYTHON'
import sys

import botocore.session
from botocore.exceptions import WaiterError
from botocore.stub import Stubber

session = botocore.session.get_session()
session.set_credentials("AKIDEXAMPLE", "example")


def wait(stub: Stubber, name: str, **params: str) -> str:
    try:
        stub.client.get_waiter(name).wait(**params, WaiterConfig={"Delay": 0, "MaxAttempts": 4})
    except WaiterError as error:
        return str(error).partition(" failed: ")[2]
    return "success"


flags = session.create_client("appconfig", region_name="us-west-2")
place = {"ApplicationId": "abc1234", "EnvironmentId": "def5678"}
states = flags.meta.service_model.shape_for("EnvironmentState").enum
waits = flags.get_waiter("environment_ready_for_deployment").config
words = [acceptor.expected for acceptor in waits.acceptors]
print(f"appconfig answers {states}, its waiter knows {words}, for {waits.delay * waits.max_attempts / 3600:.1f} h")
ends = {}
for state in states:
    with Stubber(flags) as stub:
        for _ in range(4):
            stub.add_response("get_environment", {"Id": "def5678", "State": state}, place)
        ends[state] = wait(stub, "environment_ready_for_deployment", **place)
    print(f"  {state:22}{ends[state]}")

balancer = session.create_client("elbv2", region_name="us-west-2")
group = {"TargetGroupArn": "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/web/0123456789abcdef"}
looking = balancer.meta.service_model.operation_model("DescribeTargetHealth")
errors = [shape.error_code for shape in looking.error_shapes]
with Stubber(balancer) as stub:
    stub.add_client_error("describe_target_health", "InvalidTarget", "The target is not registered", 400)
    stub.add_response(
        "describe_target_health",
        {"TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.1"}, "TargetHealth": {"State": "healthy"}}]}, group,
    )
    first = wait(stub, "target_in_service", **group)
print(f"elbv2 raises {errors}; the waiter at InvalidTarget, healthy at the next look: {first}")

if set(ends.values()) != {"Max attempts exceeded"} or set(words) & set(states) or waits.max_attempts != 999:
    sys.exit("changed: the waiter of appconfig knows what its service answers")
if "InvalidTarget" not in first or "InvalidInstance" in errors:
    sys.exit("changed: the waiter of elbv2 asks again")
PYTHON
