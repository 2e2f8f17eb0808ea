#!/usr/bin/env bash
# Package:    boto3 ==1.43.106, botocore ==1.43.106; with awscrt ==0.36.0 beside it
# Met by:     a failover that does without control planes, because it uses what answers from every region: an object
#             through an S3 multi-Region access point, an event to EventBridge's global endpoint, the name of the
#             serving region in a CloudFront key value store.
# Expected:   What boto3 has an operation for, boto3 can call.
# Seen:       All three are signed for no region (SigV4A), which botocore leaves to a package that boto3 does not
#             ask for. Clients are made, parameters are checked, and each call raises MissingDependencyException
#             before anything is sent. S3 and EventBridge ask for it by one argument only: the same calls with a
#             bucket's name, or without EndpointId, pass. With awscrt installed all three are signed.
# So what:    Tests that go by a bucket or a bus of one region are green; the first call of this kind may be the one
#             in the disaster. List awscrt in the image, and make one signed call when the program starts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
cat > "$work/calls.py" <<'PYTHON'
import sys

import boto3


class Caught(Exception):
    """Stands in for sending a request."""


def catch(request, **_):
    raise Caught(request.headers["Authorization"].decode().partition(" ")[0])


def call(service: str, operation: str, **params: object) -> str:
    client = boto3.client(service, "us-west-2", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="example")
    client.meta.events.register_last("before-send", catch)
    try:
        getattr(client, operation)(**params)
    except Caught as caught:
        return str(caught)
    except Exception as error:
        return type(error).__name__
    return "nothing was signed"


EVENT = {"Source": "shop", "DetailType": "order", "Detail": "{}"}
STORE = "arn:aws:cloudfront::111122223333:key-value-store/a1b2c3d4-5678-90ab-cdef-111111111111"
seen = {
    "S3, a bucket": call("s3", "get_object", Bucket="shop", Key="k"),
    "S3, multi-Region access point": call(
        "s3", "get_object", Bucket="arn:aws:s3::111122223333:accesspoint/abcdefghijkl.mrap", Key="k"
    ),
    "EventBridge, a bus": call("events", "put_events", Entries=[EVENT]),
    "EventBridge, global endpoint": call("events", "put_events", Entries=[EVENT], EndpointId="abcde.veo"),
    "CloudFront key value store": call("cloudfront-keyvaluestore", "get_key", KvsARN=STORE, Key="region"),
}
for what, answer in seen.items():
    print(f"  {what:32}{answer}")
for_all_regions = {seen[what] for what in seen if "a bu" not in what}
for_one_region = {seen[what] for what in seen if "a bu" in what}
if for_one_region != {"AWS4-HMAC-SHA256"} or for_all_regions != {sys.argv[1]}:
    sys.exit(f"changed: expected {sys.argv[1]}")
PYTHON
"$work/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.43.106 botocore==1.43.106
echo "boto3 as pip installs it:"
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" "$work/calls.py" MissingDependencyException
"$work/venv/bin/pip" install --quiet --disable-pip-version-check awscrt==0.36.0
echo "with awscrt:"
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" "$work/calls.py" AWS4-ECDSA-P256-SHA256
