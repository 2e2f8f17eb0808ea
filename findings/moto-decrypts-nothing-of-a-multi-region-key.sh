#!/usr/bin/env bash
# Package:    moto ==5.2.5, with boto3 ==1.43.106 and botocore ==1.43.106
# Met by:     tests of a program for two regions that encrypts in one and decrypts in the other, with a KMS key that
#             has a replica there.
# Expected:   The key decrypts what it encrypted, in its own region and in that of each replica.
# Seen:       moto knows such keys: the id begins with mrk-, ReplicateKey makes a replica of the same id, and both
#             say what they are. Encrypt and GenerateDataKey answer; Decrypt and ReEncrypt of what they answered are
#             refused with AccessDeniedException and no text, in the key's own region as well. A key of one region
#             does it all. moto writes 36 characters of the id before a ciphertext; these ids have 40.
# So what:    The refusal reads as if the key's policy lacked a statement, and no policy mends it. Test such code
#             here with a key of one region; that the other region decrypts is for AWS to show.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  'moto[kms]==5.2.5' boto3==1.43.106 botocore==1.43.106
env -i HOME="$work" PATH="$PATH" AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=example \
  "$work/venv/bin/python" - <<'PYTHON'
import sys

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws


def tried(call):
    try:
        return call()
    except ClientError as error:
        return error.response["Error"]["Code"]


def answers(*, replicated: bool) -> dict[str, object]:
    home, other = (boto3.client("kms", region) for region in ("us-east-1", "us-west-2"))
    key = home.create_key(MultiRegion=replicated)["KeyMetadata"]["KeyId"]
    secret = home.encrypt(KeyId=key, Plaintext=b"order")["CiphertextBlob"]
    data_key = home.generate_data_key(KeyId=key, KeySpec="AES_256")
    found = {
        "length of its id": len(key),
        "Decrypt": tried(lambda: home.decrypt(CiphertextBlob=secret)["Plaintext"]),
        "ReEncrypt": tried(lambda: bool(home.re_encrypt(CiphertextBlob=secret, DestinationKeyId=key)["KeyId"])),
        "Decrypt of a data key": tried(
            lambda: home.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
        ),
    }
    if replicated:
        home.replicate_key(KeyId=key, ReplicaRegion="us-west-2")
        replica = other.describe_key(KeyId=key)["KeyMetadata"]
        kind = replica["MultiRegionConfiguration"]["MultiRegionKeyType"]
        found["the other region's key"] = f"{kind}, {replica['KeyState']}"
        found["Decrypt there"] = tried(lambda: other.decrypt(CiphertextBlob=secret)["Plaintext"])
    return found


with mock_aws():
    one, many = answers(replicated=False), answers(replicated=True)
for what, answer in many.items():
    print(f"  {what:24}of one region: {one.get(what, '-')!s:10}of many: {answer}")
refused = "AccessDeniedException"
expected_one = {"length of its id": 36, "Decrypt": b"order", "ReEncrypt": True, "Decrypt of a data key": True}
expected_many = {
    "length of its id": 40, "Decrypt": refused, "ReEncrypt": refused, "Decrypt of a data key": refused,
    "the other region's key": "REPLICA, Enabled", "Decrypt there": refused,
}
if (one, many) != (expected_one, expected_many):
    sys.exit("changed: a key of several regions decrypts, or one of a single region does not")
PYTHON
