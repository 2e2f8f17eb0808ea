"""A probe of the public name by CloudWatch Synthetics: what a client near this region gets."""

import base64
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, assumed_by, document
from components.observability.alarm import Alarm, Measure, OnCall
from components.observability.canary_bucket import CanaryBucket, CanaryBucketArgs
from settings.observability import CanarySettings
from workloads.canary import probe

_NAMESPACE = "CloudWatchSynthetics"
_KEPT_DAYS = 31
_TIMEOUT_SECONDS = 60
# Zip files cannot hold an earlier one; a date of its own would make a new canary of every run.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class CanaryArgs:
    """`host` is the name that clients use."""

    spec: CanarySettings
    region: str
    account: pulumi.Input[str]
    host: str
    on_call: OnCall


class Canary(pulumi.ComponentResource):
    """Runs in this region against wherever the name leads. Its artifacts stay in a bucket of its own."""

    alarm_name: str
    # The same, known once the alarm is there: what a composite alarm names goes after it.
    alarm_made: pulumi.Output[str]

    def __init__(self, name: str, args: CanaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:Canary", name, None, opts)
        bucket = CanaryBucket(
            f"{name}-bucket",
            CanaryBucketArgs(region=args.region, account=args.account, kept_days=_KEPT_DAYS),
            opts=pulumi.ResourceOptions(parent=self),
        )
        canary = self._canary(name, args, bucket)
        made = Alarm(
            says=f"{args.host} does not answer as it should, seen from {args.region}.",
            section="canary",
            measure=Measure(
                namespace=_NAMESPACE,
                name="SuccessPercent",
                dimensions={"CanaryName": canary.name},
                statistic="Average",
                period_seconds=args.spec.every_minutes * 60,
            ),
            threshold=50,
            missing="notBreaching",
            periods=2,
            rings="below",
        ).ring(self, name, args.on_call)
        self.alarm_name = naming.alarm(name)
        self.alarm_made = made.name
        self.register_outputs({"alarm_name": self.alarm_name, "alarm_made": self.alarm_made})

    def _canary(self, name: str, args: CanaryArgs, bucket: CanaryBucket) -> aws.synthetics.Canary:
        role, policy = self._role(name, args, bucket)
        code = aws.s3.BucketObjectv2(
            f"{name}-code",
            bucket=bucket.name,
            key="code/probe.zip",
            content_base64=zipped(probe.__file__),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.synthetics.Canary(
            name,
            name=naming.CANARY,
            artifact_s3_location=pulumi.Output.concat("s3://", bucket.name, "/artifacts"),
            execution_role_arn=role.arn,
            handler="probe.handler",
            runtime_version=args.spec.runtime_version,
            s3_bucket=bucket.name,
            s3_key=code.key,
            s3_version=code.version_id,
            schedule={"expression": every(args.spec.every_minutes)},
            run_config={
                "timeout_in_seconds": _TIMEOUT_SECONDS,
                "environment_variables": {"SHOP_URL": f"https://{args.host}"},
            },
            start_canary=True,
            delete_lambda=True,
            success_retention_period=_KEPT_DAYS,
            failure_retention_period=_KEPT_DAYS,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )

    def _role(self, name: str, args: CanaryArgs, bucket: CanaryBucket) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        logs = pulumi.Output.concat(f"arn:aws:logs:{args.region}:", args.account, ":log-group:/aws/lambda/cwsyn-*")
        own = {"StringEquals": {"cloudwatch:namespace": _NAMESPACE}}
        role = aws.iam.Role(
            f"{name}-role",
            name=naming.role(args.region, "canary"),
            # Without a condition: Lambda names no source when it takes on a function's role.
            assume_role_policy=assumed_by("lambda.amazonaws.com"),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            f"{name}-policy",
            name="canary",
            role=role.name,
            policy=document(
                allow(["s3:PutObject"], [pulumi.Output.concat(bucket.arn, "/artifacts/*")]),
                allow(["s3:GetObject"], [pulumi.Output.concat(bucket.arn, "/code/*")]),
                allow(["s3:GetBucketLocation"], [bucket.arn]),
                # Synthetics looks its bucket up among all of them; S3 offers nothing narrower.
                allow(["s3:ListAllMyBuckets"], ["*"]),
                allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], [logs]),
                allow(["cloudwatch:PutMetricData"], ["*"], condition=own),
            ),
            opts=child,
        )
        return role, policy


def every(minutes: int) -> str:
    """Write how often a canary runs as Synthetics says it back: in hours where that comes out even."""
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"rate({count} {unit}{'s' if count > 1 else ''})"


def zipped(source: str) -> str:
    """A Python file as Synthetics wants it: in base64, a zip with it under `python/`, the same for the same content."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(f"python/{Path(source).name}", _DATE), Path(source).read_bytes())
    return base64.b64encode(content.getvalue()).decode()
