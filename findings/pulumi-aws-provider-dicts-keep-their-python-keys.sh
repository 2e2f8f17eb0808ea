#!/usr/bin/env bash
# Package:    pulumi-aws ==7.51.1, pulumi ==3.272.0
# Met by:     a program with one explicit provider for each region or account, whose nested settings are written as
#             dicts, as they may be everywhere in Pulumi's Python SDKs, and as its types say for providers too.
# Expected:   {"role_arn": ...} and ProviderAssumeRoleArgs(role_arn=...) declare the same, as they do for a
#             resource.
# Seen:       A provider's nested inputs are sent as JSON in one string. Classes become roleArn and keyPrefixes,
#             dicts stay role_arn and key_prefixes, which are no names of the provider's. The types name exactly those
#             keys, and a dict in a resource beside it is translated.
# So what:    Settings of a provider that are a dict of more than one word may not arrive. For an assumed role the
#             provider then says that it has no ARN (pulumi/pulumi-aws issue 5271); whether it says anything of
#             ignore_tags, only a run on AWS shows. Use the classes, and look at the provider in the state.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pulumi==3.272.0 pulumi-aws==7.51.1
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" -W ignore - <<'PYTHON'
import json
import sys

import pulumi

declared = {}


class Recorder(pulumi.runtime.Mocks):
    def new_resource(self, args):
        declared[args.name] = args.inputs
        return f"{args.name}-id", args.inputs

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Recorder())
import pulumi_aws as aws  # noqa: E402 - the mocks come first

ROLE = "arn:aws:iam::111122223333:role/deploy"


@pulumi.runtime.test
def program() -> None:
    aws.Provider(
        "dicts", region="us-west-2", assume_roles=[{"role_arn": ROLE, "session_name": "up"}],
        ignore_tags={"key_prefixes": ["kubernetes.io/"]},
    )
    aws.Provider(
        "classes", region="us-west-2",
        assume_roles=[aws.ProviderAssumeRoleArgs(role_arn=ROLE, session_name="up")],
        ignore_tags=aws.ProviderIgnoreTagsArgs(key_prefixes=["kubernetes.io/"]),
    )
    aws.lb.TargetGroup("resource", health_check={"healthy_threshold": 2})


program()
seen = {}
for name in ("dicts", "classes"):
    roles, tags = declared[name]["assumeRoles"], declared[name]["ignoreTags"]
    print(f"{name:9}assumeRoles {roles!r}\n{'':9}ignoreTags  {tags!r}")
    seen[name] = (sorted(json.loads(roles)[0]), sorted(json.loads(tags)))
seen["types"] = "role_arn" in aws.ProviderAssumeRoleArgsDict.__annotations__
seen["resource"] = declared["resource"]["healthCheck"]
print(f"{'resource':9}healthCheck {seen['resource']!r}")
expected = {
    "dicts": (["role_arn", "session_name"], ["key_prefixes"]),
    "classes": (["roleArn", "sessionName"], ["keyPrefixes"]),
    "types": True,
    "resource": {"healthyThreshold": 2},
}
if seen != expected:
    sys.exit("changed: dicts are translated, or sent in another form")
PYTHON
