"""CloudWatch Logs: what a delivery to a bucket writes into the bucket's policy."""

import json
from typing import Any
from urllib.parse import quote

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer

_BUCKET = "arn:aws:s3:::"
_SID = "AWSLogDeliveryWrite"
_LISTS = ("Action", "Resource")
# Services whose folder under AWSLogs is known.
_FOLDERS = {"cloudfront": "CloudFront"}
Statement = dict[str, Any]


class LogDeliveries(Addition):
    """Adds CloudWatch's own statement where the policy lacks it, as CloudWatch does for whoever may write policies."""

    service = "logs"
    adds = "The statement for delivery.logs.amazonaws.com that CreateDelivery adds to the policy of a bucket"
    proves = "the program declares the statement that CloudWatch would add, so that the next run is empty"
    cannot = "whether CloudWatch is content with a statement that says the same in other words"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action == "CreateDelivery"

    @override
    async def answer(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        if answer.is_success:
            await self._add_statement(call)
        return answer

    async def _add_statement(self, call: AwsCall) -> None:
        request = call.json()
        name = str(request["deliveryDestinationArn"]).rpartition(":")[2]
        destination = await self._ask(call, "GetDeliveryDestination", {"name": name})
        source = await self._ask(call, "GetDeliverySource", {"name": request["deliverySourceName"]})
        configuration = destination.get("deliveryDestination", {}).get("deliveryDestinationConfiguration", {})
        place = str(configuration.get("destinationResourceArn", ""))
        source_arn = str(source.get("deliverySource", {}).get("arn", ""))
        of = str((source.get("deliverySource", {}).get("resourceArns") or [""])[0])
        folder = _FOLDERS.get(of.split(":")[2] if of.startswith("arn:") else "")
        if not place.startswith(_BUCKET) or folder is None:
            return
        bucket = place.removeprefix(_BUCKET).partition("/")[0]
        wanted = _statement(bucket, call.account, folder, source_arn)
        path, query = f"/{quote(bucket)}", {"policy": ""}
        kept = await self._emulator.ask_rest(call.scope, service="s3", method="GET", path=path, query=query)
        policy: dict[str, Any] = kept.json() if kept.is_success else {"Version": "2012-10-17", "Statement": []}
        if any(_meaning(each) == _meaning(wanted) for each in policy["Statement"]):
            return
        number = 1 + sum(str(each.get("Sid", "")).startswith(_SID) for each in policy["Statement"])
        policy["Statement"].append({"Sid": f"{_SID}{number}", **wanted})
        await self._emulator.ask_rest(
            call.scope, service="s3", method="PUT", path=path, query=query, body=json.dumps(policy).encode()
        )

    async def _ask(self, call: AwsCall, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        target = f"Logs_20140328.{operation}"
        answer = await self._emulator.ask_json(call.scope, service="logs", target=target, payload=payload)
        return answer.json() if answer.is_success else {}


def _statement(bucket: str, account: str, folder: str, source_arn: str) -> Statement:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{_BUCKET}{bucket}/AWSLogs/{account}/{folder}/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": {"aws:SourceArn": source_arn},
        },
    }


def _meaning(statement: Statement) -> Statement:
    """A statement without its name, and lists of one as what is in them."""
    return {
        key: value[0] if key in _LISTS and isinstance(value, list) and len(value) == 1 else value
        for key, value in statement.items()
        if key != "Sid"
    }
