"""One valid declaration of each resource type that the sandbox's aws provider handles, as data.

A text may hold `{n}`, a number that no other instance has, `{slice}`, two parts of an address of its own, and
`${TOKEN.output}` or `${TOKEN@variant.output}`, an output of another type's example; the variant `fresh` is one that
nobody shares. Tags are not written here: the tests put some on whatever takes them.
"""

import json
from typing import Any

from tests.sandbox.providers.edge_examples import EDGE_EXAMPLES
from tests.sandbox.providers.example import BEHAVES, Example
from tests.sandbox.providers.recovery_examples import RECOVERY_EXAMPLES


def policy(resource: str, *actions: str, effect: str = "Allow") -> str:
    """A policy document for a resource."""
    statement = {"Effect": effect, "Principal": {"AWS": "*"}, "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(service: str) -> str:
    """Which service may take a role."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def lifecycle(count: int) -> str:
    """Keep so many images."""
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count}
    return json.dumps({"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]})


def redrive(queue: str, count: int) -> str:
    """Where what failed so many times goes."""
    return json.dumps({"deadLetterTargetArn": queue, "maxReceiveCount": count})


VPC, SUBNET, GROUP = "${aws:ec2/vpc:Vpc.id}", "${aws:ec2/subnet:Subnet.id}", "${aws:ec2/securityGroup:SecurityGroup.id}"
SUBNETS = [SUBNET, "${aws:ec2/subnet:Subnet@b.id}", "${aws:ec2/subnet:Subnet@c.id}"]
OTHER_GROUP = "${aws:ec2/securityGroup:SecurityGroup@other.id}"
ROLE = "${aws:iam/role:Role.arn}"
KEY, OTHER_KEY = "${aws:kms/key:Key.arn}", "${aws:kms/key:Key@other.arn}"
QUEUE, OTHER_QUEUE = "${aws:sqs/queue:Queue.arn}", "${aws:sqs/queue:Queue@other.arn}"
TOPIC = "${aws:sns/topic:Topic.arn}"
TARGETS, OTHER_TARGETS = "${aws:lb/targetGroup:TargetGroup.arn}", "${aws:lb/targetGroup:TargetGroup@other.arn}"
BUCKET = "${aws:s3/bucket:Bucket.id}"
# A bucket to which load balancers may write.
LOGS = "${aws:s3/bucketPolicy:BucketPolicy@logs.bucket}"
FORWARD = {"type": "forward", "targetGroupArn": TARGETS, "order": 1}
SORRY = {"contentType": "text/plain", "statusCode": "503", "messageBody": "Sorry"}
_RULE = {"securityGroupId": GROUP, "ipProtocol": "tcp", "fromPort": "{n}", "toPort": 60000}
_RULE_VARIANTS: dict[str, dict[str, Any]] = {
    "ipv6": {"cidrIpv4": None, "cidrIpv6": "fd00:{n}::/32"},
    "group": {"cidrIpv4": None, "referencedSecurityGroupId": OTHER_GROUP},
    "list": {"cidrIpv4": None, "description": None, "prefixListId": "pl-12345678"},
}
_RULE_CHANGES = {"cidrIpv4": "192.168.{slice}/28", "description": "another", "fromPort": 60001, "toPort": 60002}
_SCALED = {
    "serviceNamespace": "ecs",
    "scalableDimension": "ecs:service:DesiredCount",
}
_METRIC = {"namespace": "Shop", "metricName": "Waiting", "dimensions": [{"name": "Queue", "value": "orders"}]}


_COPIED = {
    "id": "all",
    "priority": 1,
    "status": "Enabled",
    "filter": {"prefix": "files/"},
    "deleteMarkerReplication": {"status": "Enabled"},
    "sourceSelectionCriteria": {"replicaModifications": {"status": "Enabled"}},
    "destination": {"bucket": "arn:aws:s3:::${aws:s3/bucketVersioning:BucketVersioning.bucket}"},
}


def _tracking(target: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - property values
    return {"targetValue": target, "disableScaleIn": False, "scaleInCooldown": 300, "scaleOutCooldown": 30, **more}


NETWORK = {
    "aws:ec2/vpc:Vpc": Example(
        inputs={"cidrBlock": "10.0.0.0/16", "enableDnsSupport": True, "enableDnsHostnames": True},
        changes={"enableDnsHostnames": False, "enableDnsSupport": False},
        also={"other": {}},
        tampering=(
            "ec2",
            "modify_vpc_attribute",
            {"VpcId": "{id}", "EnableDnsHostnames": {"Value": True}},
            "enableDnsHostnames",
        ),
    ),
    "aws:ec2/subnet:Subnet": Example(
        inputs={
            "vpcId": VPC,
            "cidrBlock": "10.0.{slice}/28",
            "availabilityZone": "us-east-1a",
            "mapPublicIpOnLaunch": True,
            "assignIpv6AddressOnCreation": False,
        },
        changes={"mapPublicIpOnLaunch": False},
        also={"b": {"availabilityZone": "us-east-1b"}, "c": {"availabilityZone": "us-east-1c"}},
        tampering=(
            "ec2",
            "modify_subnet_attribute",
            {"SubnetId": "{id}", "MapPublicIpOnLaunch": {"Value": True}},
            "mapPublicIpOnLaunch",
        ),
    ),
    "aws:ec2/internetGateway:InternetGateway": Example(
        inputs={"vpcId": "${aws:ec2/vpc:Vpc@fresh.id}"},
        changes={"vpcId": "${aws:ec2/vpc:Vpc@fresh.id}"},
        also={"shared": {"vpcId": VPC}},
        tampering=("ec2", "detach_internet_gateway", {"InternetGatewayId": "{id}", "VpcId": "{vpcId}"}, "vpcId"),
    ),
    "aws:ec2/routeTable:RouteTable": Example(inputs={"vpcId": VPC}, also={"other": {}}),
    "aws:ec2/route:Route": Example(
        inputs={
            "routeTableId": "${aws:ec2/routeTable:RouteTable.id}",
            "destinationCidrBlock": "10.1.{slice}/28",
            "gatewayId": "${aws:ec2/internetGateway:InternetGateway@shared.id}",
        },
        also={
            "nat": {"gatewayId": None, "natGatewayId": "${aws:ec2/natGateway:NatGateway.id}"},
            "peer": {"gatewayId": None, "vpcPeeringConnectionId": "pcx-12345678"},
        },
        tampering=(
            "ec2",
            "replace_route",
            {
                "RouteTableId": "{routeTableId}",
                "DestinationCidrBlock": "{destinationCidrBlock}",
                "NatGatewayId": "nat-12345678",
            },
            "gatewayId",
        ),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Example(
        inputs={
            "routeTableId": "${aws:ec2/routeTable:RouteTable.id}",
            "subnetId": "${aws:ec2/subnet:Subnet@fresh.id}",
        },
        changes={"routeTableId": "${aws:ec2/routeTable:RouteTable@other.id}"},
        tampering=(
            "ec2",
            "replace_route_table_association",
            {"AssociationId": "{id}", "RouteTableId": "${aws:ec2/routeTable:RouteTable.id}"},
            "routeTableId",
        ),
    ),
    "aws:ec2/eip:Eip": Example(inputs={"domain": "vpc"}),
    "aws:ec2/natGateway:NatGateway": Example(
        inputs={"subnetId": SUBNET, "allocationId": "${aws:ec2/eip:Eip.id}", "connectivityType": "public"},
        unread={"allocationId": "CreateNatGateway.AllocationId"},
    ),
    "aws:ec2/securityGroup:SecurityGroup": Example(
        inputs={"name": "group-{n}", "description": "Example", "vpcId": VPC, "revokeRulesOnDelete": True},
        also={"other": {}},
        unread={"revokeRulesOnDelete": BEHAVES},
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Example(
        inputs={**_RULE, "cidrIpv4": "10.1.{slice}/28", "description": "Example"},
        also=_RULE_VARIANTS,
        changes={**_RULE_CHANGES, "ipProtocol": "udp"},
        unread={"prefixListId": "AuthorizeSecurityGroupIngress.IpPermissions.0.PrefixListIds.0.PrefixListId"},
        tampering=(
            "ec2",
            "modify_security_group_rules",
            {
                "GroupId": "{securityGroupId}",
                "SecurityGroupRules": [
                    {
                        "SecurityGroupRuleId": "{id}",
                        "SecurityGroupRule": {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "CidrIpv4": "0.0.0.0/0"},
                    }
                ],
            },
            "cidrIpv4",
        ),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Example(
        inputs={**_RULE, "cidrIpv4": "10.1.{slice}/28", "description": "Example"},
        also=_RULE_VARIANTS,
        changes=_RULE_CHANGES,
        unread={"prefixListId": "AuthorizeSecurityGroupEgress.IpPermissions.0.PrefixListIds.0.PrefixListId"},
        tampering=(
            "ec2",
            "revoke_security_group_egress",
            {"GroupId": "{securityGroupId}", "SecurityGroupRuleIds": ["{id}"]},
            "",
        ),
    ),
    "aws:ec2/flowLog:FlowLog": Example(
        inputs={
            "vpcId": VPC,
            "trafficType": "ALL",
            "logDestinationType": "cloud-watch-logs",
            "logDestination": "${aws:cloudwatch/logGroup:LogGroup.arn}",
            "iamRoleArn": ROLE,
            "maxAggregationInterval": 60,
        },
        unread={
            "iamRoleArn": "CreateFlowLogs.DeliverLogsPermissionArn",
            "maxAggregationInterval": "CreateFlowLogs.MaxAggregationInterval",
        },
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Example(
        inputs={
            "vpcId": VPC,
            "serviceName": "com.amazonaws.us-east-1.sqs",
            "vpcEndpointType": "Interface",
            "privateDnsEnabled": True,
            "subnetIds": SUBNETS[:2],
            "securityGroupIds": [GROUP],
        },
        also={
            "gateway": {
                "serviceName": "com.amazonaws.us-east-1.s3",
                "vpcEndpointType": "Gateway",
                "privateDnsEnabled": None,
                "subnetIds": None,
                "securityGroupIds": None,
                "routeTableIds": ["${aws:ec2/routeTable:RouteTable.id}"],
                "policy": policy("*", "s3:GetObject"),
            }
        },
        changes={"subnetIds": SUBNETS[1:]},
        unread={
            "policy": "CreateVpcEndpoint.PolicyDocument",
            "privateDnsEnabled": "CreateVpcEndpoint.PrivateDnsEnabled",
            "securityGroupIds": "CreateVpcEndpoint.SecurityGroupIds",
        },
        tampering=(
            "ec2",
            "modify_vpc_endpoint",
            {"VpcEndpointId": "{id}", "RemoveSubnetIds": [SUBNETS[1]]},
            "subnetIds",
        ),
    ),
}

SECURITY = {
    "aws:acm/certificate:Certificate": Example(
        inputs={
            "domainName": "shop-{n}.example.com",
            "subjectAlternativeNames": ["*.shop-{n}.example.com"],
            "validationMethod": "DNS",
            "keyAlgorithm": "EC_prime256v1",
        },
        also={
            "proved": {
                "domainName": "proved.example.com",
                "subjectAlternativeNames": ["*.proved.example.com"],
            }
        },
        unread={"keyAlgorithm": "RequestCertificate.KeyAlgorithm"},
    ),
    "aws:acm/certificateValidation:CertificateValidation": Example(
        inputs={
            "certificateArn": "${aws:acm/certificate:Certificate@proved.arn}",
            "validationRecordFqdns": ["_acme-challenge.proved.example.com"],
        },
        unread={"validationRecordFqdns": BEHAVES},
        remains=True,
    ),
    "aws:iam/role:Role": Example(
        inputs={
            "name": "role-{n}",
            "assumeRolePolicy": trust("ecs-tasks.amazonaws.com"),
            "description": "Example",
            "path": "/shop/",
            "maxSessionDuration": 7200,
            "permissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "forceDetachPolicies": True,
        },
        also={
            "cluster": {"assumeRolePolicy": trust("eks.amazonaws.com")},
            "pods": {"assumeRolePolicy": trust("eks-fargate-pods.amazonaws.com")},
        },
        changes={
            "assumeRolePolicy": trust("ec2.amazonaws.com"),
            "description": "Another",
            "maxSessionDuration": 3600,
            "permissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess",
        },
        unread={"forceDetachPolicies": BEHAVES},
        tampering=("iam", "update_role", {"RoleName": "{id}", "Description": "Tampered with"}, "description"),
    ),
    "aws:iam/rolePolicy:RolePolicy": Example(
        inputs={"name": "policy-{n}", "role": "${aws:iam/role:Role.id}", "policy": policy("*", "sqs:SendMessage")},
        changes={"policy": policy("*", "sqs:ReceiveMessage")},
        tampering=(
            "iam",
            "put_role_policy",
            {"RoleName": "{role}", "PolicyName": "{name}", "PolicyDocument": policy("*", "s3:*")},
            "policy",
        ),
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Example(
        inputs={"role": "${aws:iam/role:Role.id}", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
        tampering=("iam", "detach_role_policy", {"RoleName": "{role}", "PolicyArn": "{policyArn}"}, ""),
    ),
    "aws:kms/key:Key": Example(
        inputs={
            "description": "Example",
            "policy": policy("*", "kms:*"),
            "multiRegion": True,
            "enableKeyRotation": True,
            "rotationPeriodInDays": 100,
            "deletionWindowInDays": 7,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "bypassPolicyLockoutSafetyCheck": True,
        },
        also={"other": {}, "disabled": {"isEnabled": False}},
        changes={
            "description": "Another",
            "policy": policy("*", "kms:*", "kms:Decrypt"),
            "rotationPeriodInDays": 200,
            "isEnabled": False,
        },
        unread={
            "bypassPolicyLockoutSafetyCheck": "CreateKey.BypassPolicyLockoutSafetyCheck",
            "deletionWindowInDays": "ScheduleKeyDeletion.PendingWindowInDays",
        },
        tampering=(
            "kms",
            "update_key_description",
            {"KeyId": "{id}", "Description": "Tampered with"},
            "description",
        ),
    ),
    "aws:kms/replicaKey:ReplicaKey": Example(
        inputs={
            "region": "us-west-2",
            "primaryKeyArn": "${aws:kms/key:Key@fresh.arn}",
            "description": "Example",
            "policy": policy("*", "kms:*"),
            "deletionWindowInDays": 7,
            "enabled": True,
            "bypassPolicyLockoutSafetyCheck": True,
        },
        changes={"description": "Another", "policy": policy("*", "kms:*", "kms:Decrypt"), "enabled": False},
        unread={
            "bypassPolicyLockoutSafetyCheck": "ReplicateKey.BypassPolicyLockoutSafetyCheck",
            "deletionWindowInDays": "ScheduleKeyDeletion.PendingWindowInDays",
        },
        tampering=("kms", "enable_key", {"KeyId": "{id}"}, "enabled"),
    ),
    "aws:kms/alias:Alias": Example(
        inputs={"name": "alias/example-{n}", "targetKeyId": "${aws:kms/key:Key.keyId}"},
        changes={"targetKeyId": OTHER_KEY},
        tampering=(
            "kms",
            "update_alias",
            {"AliasName": "{id}", "TargetKeyId": "${aws:kms/key:Key.keyId}"},
            "targetKeyId",
        ),
    ),
    "aws:secretsmanager/secret:Secret": Example(
        inputs={
            "name": "secret-{n}",
            "description": "Example",
            "kmsKeyId": KEY,
            "policy": policy("*", "secretsmanager:GetSecretValue"),
            "recoveryWindowInDays": 0,
            "forceOverwriteReplicaSecret": True,
            "replicas": [{"region": "us-west-2", "kmsKeyId": "arn:aws:kms:us-west-2:000000000000:key/1"}],
        },
        also={"plain": {"replicas": None, "policy": None}, "recoverable": {"recoveryWindowInDays": 7}},
        changes={
            "description": "Another",
            "kmsKeyId": OTHER_KEY,
            "policy": policy("*", "secretsmanager:DescribeSecret"),
            "replicas": [{"region": "eu-west-1"}],
        },
        unread={
            "forceOverwriteReplicaSecret": "CreateSecret.ForceOverwriteReplicaSecret",
            "recoveryWindowInDays": BEHAVES,
        },
        tampering=(
            "secretsmanager",
            "update_secret",
            {"SecretId": "{id}", "Description": "Tampered with"},
            "description",
        ),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Example(
        inputs={"secretId": "${aws:secretsmanager/secret:Secret@plain.id}", "secretString": "hunter2-{n}"},
        remains=True,
    ),
}

MESSAGING = {
    "aws:cloudwatch/eventBus:EventBus": Example(
        inputs={
            "name": "bus-{n}",
            "description": "Example",
            "kmsKeyIdentifier": KEY,
            "deadLetterConfig": {"arn": QUEUE},
        },
        changes={
            "description": "Another",
            "kmsKeyIdentifier": OTHER_KEY,
            "deadLetterConfig": {"arn": OTHER_QUEUE},
        },
        tampering=("events", "update_event_bus", {"Name": "{id}", "Description": "Tampered with"}, "description"),
    ),
    "aws:cloudwatch/eventArchive:EventArchive": Example(
        inputs={
            "name": "archive-{n}",
            "eventSourceArn": "${aws:cloudwatch/eventBus:EventBus.arn}",
            "description": "Example",
            "eventPattern": json.dumps({"source": ["shop"]}),
            "kmsKeyIdentifier": KEY,
            "retentionDays": 3,
        },
        changes={"description": "Another", "eventPattern": json.dumps({"source": ["else"]}), "retentionDays": 4},
        unread={"kmsKeyIdentifier": "CreateArchive.KmsKeyIdentifier"},
        tampering=("events", "update_archive", {"ArchiveName": "{id}", "RetentionDays": 9}, "retentionDays"),
    ),
    "aws:cloudwatch/eventRule:EventRule": Example(
        inputs={
            "name": "rule-{n}",
            "eventBusName": "${aws:cloudwatch/eventBus:EventBus.name}",
            "description": "Example",
            "eventPattern": json.dumps({"source": ["shop"]}),
            "state": "ENABLED",
        },
        also={
            "default": {"eventBusName": None, "eventPattern": None, "scheduleExpression": "rate(1 day)", "state": None},
            "arn": {"eventBusName": "${aws:cloudwatch/eventBus:EventBus.arn}"},
        },
        changes={"description": "Another", "eventPattern": json.dumps({"source": ["else"]}), "state": "DISABLED"},
        tampering=("events", "enable_rule", {"Name": "{name}", "EventBusName": "{eventBusName}"}, "state"),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Example(
        inputs={
            "rule": "${aws:cloudwatch/eventRule:EventRule.name}",
            "eventBusName": "${aws:cloudwatch/eventBus:EventBus.name}",
            "targetId": "target-{n}",
            "arn": QUEUE,
            "roleArn": ROLE,
            "inputPath": "$.detail",
            "deadLetterConfig": {"arn": QUEUE},
            "retryPolicy": {"maximumEventAgeInSeconds": 60, "maximumRetryAttempts": 3},
        },
        also={"input": {"inputPath": None, "input": json.dumps({"order": 1})}},
        changes={
            "arn": OTHER_QUEUE,
            "inputPath": "$.source",
            "deadLetterConfig": {"arn": OTHER_QUEUE},
            "retryPolicy": {"maximumEventAgeInSeconds": 61, "maximumRetryAttempts": 4},
        },
        tampering=(
            "events",
            "put_targets",
            {
                "Rule": "{rule}",
                "EventBusName": "{eventBusName}",
                "Targets": [{"Id": "{targetId}", "Arn": QUEUE, "InputPath": "$.other"}],
            },
            "inputPath",
        ),
    ),
    "aws:cloudwatch/logGroup:LogGroup": Example(
        inputs={
            "name": "/example/{n}",
            "retentionInDays": 7,
            "kmsKeyId": KEY,
            "logGroupClass": "STANDARD",
            "skipDestroy": False,
        },
        changes={"retentionInDays": 14},
        unread={"skipDestroy": BEHAVES},
        tampering=(
            "logs",
            "put_retention_policy",
            {"logGroupName": "{id}", "retentionInDays": 90},
            "retentionInDays",
        ),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Example(
        inputs={
            "name": "alarm-{n}",
            "actionsEnabled": True,
            "alarmActions": [TOPIC],
            "alarmDescription": "Example",
            "comparisonOperator": "GreaterThanThreshold",
            "datapointsToAlarm": 1,
            "dimensions": {"Queue": "orders"},
            "evaluationPeriods": 2,
            "insufficientDataActions": [TOPIC],
            "metricName": "Waiting",
            "namespace": "Shop",
            "okActions": [TOPIC],
            "period": 60,
            "statistic": "Maximum",
            "threshold": 1.5,
            "treatMissingData": "breaching",
            "unit": "Count",
        },
        also={
            "percentile": {"statistic": None, "extendedStatistic": "p99"},
            # Route 53 looks only at alarms that want every period.
            "every-period": {"datapointsToAlarm": None},
            "expression": {
                **dict.fromkeys(("dimensions", "metricName", "namespace", "period", "statistic", "unit")),
                "metricQueries": [
                    {"id": "e1", "expression": "m1 * 2", "label": "twice", "returnData": True, "period": 60},
                    {
                        "id": "m1",
                        "metric": {
                            "namespace": "Shop",
                            "metricName": "Waiting",
                            "period": 60,
                            "stat": "Sum",
                            "unit": "Count",
                            "dimensions": {"Queue": "orders"},
                        },
                    },
                ],
            },
        },
        changes={
            "actionsEnabled": False,
            "alarmActions": [],
            "alarmDescription": "Another",
            "comparisonOperator": "LessThanThreshold",
            "datapointsToAlarm": 2,
            "dimensions": {"Queue": "else"},
            "evaluationPeriods": 3,
            "metricName": "Age",
            "namespace": "Else",
            "period": 120,
            "statistic": "Sum",
            "threshold": 2.5,
            "treatMissingData": "missing",
            "unit": "Seconds",
        },
        unread={"metricQueries": "PutMetricAlarm.Metrics"},
        tampering=("cloudwatch", "enable_alarm_actions", {"AlarmNames": ["{id}"]}, "actionsEnabled"),
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Example(
        inputs={
            "alarmName": "both-{n}",
            "actionsEnabled": True,
            "alarmActions": [TOPIC],
            "alarmDescription": "Example",
            "alarmRule": 'ALARM("${aws:cloudwatch/metricAlarm:MetricAlarm.name}")',
            "insufficientDataActions": [TOPIC],
            "okActions": [TOPIC],
        },
        changes={
            "alarmActions": [],
            "alarmDescription": "Another",
            "alarmRule": 'NOT ALARM("${aws:cloudwatch/metricAlarm:MetricAlarm.name}")',
        },
        tampering=("cloudwatch", "disable_alarm_actions", {"AlarmNames": ["{id}"]}, "actionsEnabled"),
    ),
    "aws:cloudwatch/dashboard:Dashboard": Example(
        inputs={"dashboardName": "dashboard-{n}", "dashboardBody": json.dumps({"widgets": []})},
        changes={"dashboardBody": json.dumps({"widgets": [], "start": "-PT3H"})},
        tampering=(
            "cloudwatch",
            "put_dashboard",
            {"DashboardName": "{id}", "DashboardBody": json.dumps({"widgets": [], "start": "-PT9H"})},
            "dashboardBody",
        ),
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": Example(
        inputs={
            "bucket": "${aws:s3/bucket:Bucket.bucket}",
            "key": "code-{n}",
            "contentBase64": "RXhhbXBsZQ==",
            "contentType": "text/plain",
            "forceDestroy": False,
        },
        changes={"contentBase64": "QW5vdGhlcg==", "contentType": "application/zip"},
        unread={"forceDestroy": BEHAVES},
        tampering=(
            "s3",
            "put_object",
            {"Bucket": "{bucket}", "Key": "{key}", "Body": "Tampered with", "ContentType": "text/plain"},
            "contentBase64",
        ),
    ),
    "aws:synthetics/canary:Canary": Example(
        inputs={
            "name": "canary-{n}",
            "artifactS3Location": "s3://${aws:s3/bucket:Bucket.bucket}/seen",
            "deleteLambda": True,
            "executionRoleArn": "${aws:iam/role:Role.arn}",
            "failureRetentionPeriod": 30,
            "handler": "probe.handler",
            "runConfig": {
                "activeTracing": True,
                "environmentVariables": {"shop_url": "https://shop.example.com"},
                "memoryInMb": 960,
                "timeoutInSeconds": 60,
            },
            "runtimeVersion": "syn-python-selenium-14.0",
            "s3Bucket": "${aws:s3/bucket:Bucket.bucket}",
            "s3Key": "${aws:s3/bucketObjectv2:BucketObjectv2.key}",
            "s3Version": "${aws:s3/bucketObjectv2:BucketObjectv2.versionId}",
            "schedule": {"expression": "rate(5 minutes)", "durationInSeconds": 3600},
            "startCanary": True,
            "successRetentionPeriod": 30,
        },
        changes={
            "artifactS3Location": "s3://${aws:s3/bucket:Bucket.bucket}/else",
            "failureRetentionPeriod": 10,
            "handler": "other.handler",
            "runtimeVersion": "syn-python-selenium-13.0",
            "schedule": {"expression": "rate(10 minutes)", "durationInSeconds": 7200},
            "startCanary": False,
            "successRetentionPeriod": 10,
        },
        unread={
            "deleteLambda": BEHAVES,
            "runConfig": "CreateCanary.RunConfig",
            "s3Bucket": "CreateCanary.Code",
            "s3Key": "CreateCanary.Code",
            "s3Version": "CreateCanary.Code",
        },
        tampering=("synthetics", "start_canary", {"Name": "{id}"}, "startCanary"),
    ),
    "aws:sns/topic:Topic": Example(
        inputs={"name": "topic-{n}", "displayName": "Example", "kmsMasterKeyId": KEY},
        changes={"displayName": "Another", "kmsMasterKeyId": OTHER_KEY},
        tampering=(
            "sns",
            "set_topic_attributes",
            {"TopicArn": "{id}", "AttributeName": "DisplayName", "AttributeValue": "Tampered with"},
            "displayName",
        ),
    ),
    "aws:sns/topicPolicy:TopicPolicy": Example(
        inputs={"arn": TOPIC, "policy": policy("*", "sns:Publish")},
        changes={"policy": policy("*", "sns:Subscribe")},
        tampering=(
            "sns",
            "set_topic_attributes",
            {"TopicArn": "{id}", "AttributeName": "Policy", "AttributeValue": policy("*", "sns:*")},
            "policy",
        ),
        remains=True,
    ),
    "aws:sns/topicSubscription:TopicSubscription": Example(
        inputs={
            "topic": TOPIC,
            "protocol": "sqs",
            "endpoint": QUEUE,
            "rawMessageDelivery": True,
            "redrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE}),
            "filterPolicy": json.dumps({"kind": ["order"]}),
            "filterPolicyScope": "MessageBody",
        },
        changes={
            "rawMessageDelivery": False,
            "redrivePolicy": json.dumps({"deadLetterTargetArn": OTHER_QUEUE}),
            "filterPolicy": json.dumps({"kind": ["refund"]}),
            "filterPolicyScope": "MessageAttributes",
        },
        tampering=(
            "sns",
            "set_subscription_attributes",
            {"SubscriptionArn": "{id}", "AttributeName": "RawMessageDelivery", "AttributeValue": "true"},
            "rawMessageDelivery",
        ),
    ),
    "aws:sqs/queue:Queue": Example(
        inputs={
            "name": "queue-{n}",
            "delaySeconds": 1,
            "kmsDataKeyReusePeriodSeconds": 300,
            "kmsMasterKeyId": KEY,
            "maxMessageSize": 2048,
            "messageRetentionSeconds": 600,
            "policy": policy("*", "sqs:SendMessage"),
            "receiveWaitTimeSeconds": 2,
            "redriveAllowPolicy": json.dumps({"redrivePermission": "allowAll"}),
            "visibilityTimeoutSeconds": 60,
        },
        also={
            "other": {},
            "own-key": {"kmsMasterKeyId": None, "kmsDataKeyReusePeriodSeconds": None, "sqsManagedSseEnabled": True},
            "redriven": {"redrivePolicy": redrive(QUEUE, 3)},
        },
        changes={
            "delaySeconds": 0,
            "kmsDataKeyReusePeriodSeconds": 600,
            "kmsMasterKeyId": OTHER_KEY,
            "maxMessageSize": 4096,
            "messageRetentionSeconds": 700,
            "policy": policy("*", "sqs:ReceiveMessage"),
            "receiveWaitTimeSeconds": 3,
            "redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"}),
            "visibilityTimeoutSeconds": 70,
        },
        tampering=(
            "sqs",
            "set_queue_attributes",
            {"QueueUrl": "{id}", "Attributes": {"VisibilityTimeout": "5"}},
            "visibilityTimeoutSeconds",
        ),
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Example(
        inputs={"queueUrl": "${aws:sqs/queue:Queue@fresh.url}", "policy": policy("*", "sqs:SendMessage")},
        changes={"policy": policy("*", "sqs:ReceiveMessage")},
        tampering=(
            "sqs",
            "set_queue_attributes",
            {"QueueUrl": "{id}", "Attributes": {"Policy": policy("*", "sqs:*")}},
            "policy",
        ),
    ),
    "aws:sqs/redrivePolicy:RedrivePolicy": Example(
        inputs={"queueUrl": "${aws:sqs/queue:Queue@fresh.url}", "redrivePolicy": redrive(QUEUE, 3)},
        changes={"redrivePolicy": redrive(OTHER_QUEUE, 4)},
        tampering=("sqs", "set_queue_attributes", {"QueueUrl": "{id}", "Attributes": {"RedrivePolicy": ""}}, ""),
    ),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": Example(
        inputs={
            "queueUrl": "${aws:sqs/queue:Queue@fresh.url}",
            "redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"}),
        },
        changes={"redriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [QUEUE]})},
        tampering=(
            "sqs",
            "set_queue_attributes",
            {"QueueUrl": "{id}", "Attributes": {"RedriveAllowPolicy": '{"redrivePermission": "allowAll"}'}},
            "redriveAllowPolicy",
        ),
    ),
}

EDGE = {
    "aws:route53/zone:Zone": Example(
        inputs={
            "name": "zone-{n}.example.com",
            "comment": "Example",
            "enableAcceleratedRecovery": True,
            "forceDestroy": True,
        },
        changes={"comment": "Another", "enableAcceleratedRecovery": False},
        unread={"forceDestroy": BEHAVES},
        tampering=("route53", "update_hosted_zone_comment", {"Id": "{id}", "Comment": "Tampered with"}, "comment"),
    ),
    "aws:route53/healthCheck:HealthCheck": Example(
        inputs={
            "type": "HTTPS",
            "fqdn": "shop-{n}.example.com",
            "port": 443,
            "resourcePath": "/health",
            "requestInterval": 10,
            "failureThreshold": 3,
            "measureLatency": True,
            "enableSni": True,
            "invertHealthcheck": True,
            "disabled": False,
            "regions": ["us-east-1", "us-west-2", "eu-west-1"],
            "referenceName": "example-{n}",
            "triggers": {"alarm": "1"},
        },
        also={
            "address": {"fqdn": None, "ipAddress": "192.0.2.1"},
            "alarm": {
                **dict.fromkeys(
                    (
                        "fqdn",
                        "port",
                        "resourcePath",
                        "requestInterval",
                        "failureThreshold",
                        "measureLatency",
                        "enableSni",
                        "regions",
                    )
                ),
                "type": "CLOUDWATCH_METRIC",
                "cloudwatchAlarmName": "${aws:cloudwatch/metricAlarm:MetricAlarm@every-period.name}",
                "cloudwatchAlarmRegion": "us-east-1",
                "insufficientDataHealthStatus": "LastKnownStatus",
            },
            "calculated": {
                **dict.fromkeys(
                    (
                        "fqdn",
                        "port",
                        "resourcePath",
                        "requestInterval",
                        "failureThreshold",
                        "measureLatency",
                        "enableSni",
                        "regions",
                    )
                ),
                "type": "CALCULATED",
                "childHealthThreshold": 1,
                "childHealthchecks": ["${aws:route53/healthCheck:HealthCheck.id}"],
            },
        },
        changes={
            "fqdn": "else-{n}.example.com",
            "port": 444,
            "resourcePath": "/else",
            "failureThreshold": 4,
        },
        unread={
            "disabled": "CreateHealthCheck.HealthCheckConfig.Disabled",
            "enableSni": "CreateHealthCheck.HealthCheckConfig.EnableSNI",
            "invertHealthcheck": "CreateHealthCheck.HealthCheckConfig.Inverted",
            "measureLatency": "CreateHealthCheck.HealthCheckConfig.MeasureLatency",
            "regions": "CreateHealthCheck.HealthCheckConfig.Regions",
            "referenceName": BEHAVES,
            "triggers": BEHAVES,
        },
        tampering=(
            "route53",
            "update_health_check",
            {"HealthCheckId": "{id}", "FailureThreshold": 9},
            "failureThreshold",
        ),
    ),
    "aws:route53/record:Record": Example(
        inputs={
            "zoneId": "${aws:route53/zone:Zone.id}",
            "name": "Record-{n}.${aws:route53/zone:Zone.name}",
            "type": "A",
            "ttl": 60,
            "records": ["192.0.2.1", "192.0.2.2"],
            "allowOverwrite": False,
        },
        also={
            "failover": {
                "setIdentifier": "us-east-1",
                "failoverRoutingPolicies": [{"type": "PRIMARY"}],
                "healthCheckId": "${aws:route53/healthCheck:HealthCheck.id}",
            },
            "latency": {"setIdentifier": "us-east-1", "latencyRoutingPolicies": [{"region": "us-east-1"}]},
            "alias": {
                "ttl": None,
                "records": None,
                "aliases": [
                    {
                        "name": "${aws:lb/loadBalancer:LoadBalancer.dnsName}",
                        "zoneId": "${aws:lb/loadBalancer:LoadBalancer.zoneId}",
                        "evaluateTargetHealth": True,
                    }
                ],
            },
        },
        changes={"ttl": 61, "records": ["192.0.2.3"]},
        unread={"allowOverwrite": BEHAVES},
        tampering=(
            "route53",
            "change_resource_record_sets",
            {
                "HostedZoneId": "{zoneId}",
                "ChangeBatch": {
                    "Changes": [
                        {
                            "Action": "UPSERT",
                            "ResourceRecordSet": {
                                "Name": "{fqdn}",
                                "Type": "A",
                                "TTL": 5,
                                "ResourceRecords": [{"Value": "192.0.2.3"}],
                            },
                        }
                    ]
                },
            },
            "ttl",
        ),
    ),
}

COMPUTE = {
    "aws:lb/loadBalancer:LoadBalancer": Example(
        inputs={
            "name": "balancer-{n}",
            "internal": False,
            "loadBalancerType": "application",
            "securityGroups": [GROUP],
            "subnets": SUBNETS[:2],
            "ipAddressType": "ipv4",
            "accessLogs": {"enabled": True, "bucket": LOGS, "prefix": "logs"},
            "clientKeepAlive": 100,
            "desyncMitigationMode": "strictest",
            "dropInvalidHeaderFields": True,
            "enableDeletionProtection": False,
            "enableHttp2": False,
            "enableTlsVersionAndCipherSuiteHeaders": True,
            "enableWafFailOpen": True,
            "enableXffClientPort": True,
            "enableZonalShift": True,
            "idleTimeout": 61,
            "preserveHostHeader": True,
            "xffHeaderProcessingMode": "preserve",
        },
        changes={
            "securityGroups": [OTHER_GROUP],
            "subnets": SUBNETS,
            "ipAddressType": "dualstack",
            "accessLogs": {"enabled": True, "bucket": LOGS, "prefix": "else"},
            "clientKeepAlive": 200,
            "desyncMitigationMode": "monitor",
            "dropInvalidHeaderFields": False,
            "enableDeletionProtection": True,
            "enableHttp2": True,
            "enableTlsVersionAndCipherSuiteHeaders": False,
            "enableWafFailOpen": False,
            "enableXffClientPort": False,
            "enableZonalShift": False,
            "idleTimeout": 62,
            "preserveHostHeader": False,
            "xffHeaderProcessingMode": "remove",
        },
        tampering=(
            "elbv2",
            "modify_load_balancer_attributes",
            {
                "LoadBalancerArn": "{id}",
                "Attributes": [{"Key": "deletion_protection.enabled", "Value": "false"}],
            },
            "enableDeletionProtection",
        ),
    ),
    "aws:lb/targetGroup:TargetGroup": Example(
        inputs={
            "name": "targets-{n}",
            "port": 8080,
            "protocol": "HTTP",
            "targetType": "ip",
            "vpcId": VPC,
            "deregistrationDelay": 30,
            "healthCheck": {
                "enabled": True,
                "healthyThreshold": 2,
                "interval": 10,
                "matcher": "200",
                "path": "/health",
                "port": "traffic-port",
                "protocol": "HTTP",
                "timeout": 5,
                "unhealthyThreshold": 4,
            },
            "ipAddressType": "ipv4",
            "loadBalancingAlgorithmType": "round_robin",
            "loadBalancingCrossZoneEnabled": "true",
            "protocolVersion": "HTTP1",
            "slowStart": 30,
            "stickiness": {"enabled": False, "type": "lb_cookie", "cookieDuration": 60},
            "targetGroupHealth": {
                "dnsFailover": {"minimumHealthyTargetsCount": "1", "minimumHealthyTargetsPercentage": "off"},
                "unhealthyStateRouting": {"minimumHealthyTargetsCount": 1, "minimumHealthyTargetsPercentage": "off"},
            },
        },
        also={"other": {}},
        changes={
            "deregistrationDelay": 31,
            "healthCheck": {"path": "/else", "matcher": "200-299", "interval": 11},
            "loadBalancingAlgorithmType": "least_outstanding_requests",
            "loadBalancingCrossZoneEnabled": "false",
            "slowStart": 31,
            "stickiness": {"enabled": True, "type": "lb_cookie", "cookieDuration": 61},
            "targetGroupHealth": {"dnsFailover": {"minimumHealthyTargetsCount": "2"}},
        },
        unread={
            "ipAddressType": "CreateTargetGroup.IpAddressType",
            "protocolVersion": "CreateTargetGroup.ProtocolVersion",
        },
        tampering=(
            "elbv2",
            "modify_target_group",
            {"TargetGroupArn": "{id}", "HealthCheckPath": "/tampered"},
            "healthCheck",
        ),
    ),
    "aws:lb/listener:Listener": Example(
        inputs={
            "loadBalancerArn": "${aws:lb/loadBalancer:LoadBalancer.arn}",
            "port": 443,
            "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "certificateArn": "${aws:acm/certificate:Certificate.arn}",
            "defaultActions": [FORWARD],
        },
        also={
            "redirecting": {
                "port": 80,
                "protocol": "HTTP",
                "sslPolicy": None,
                "certificateArn": None,
                "defaultActions": [
                    {
                        "type": "redirect",
                        "redirect": {
                            "host": "#{host}",
                            "path": "/#{path}",
                            "port": "443",
                            "protocol": "HTTPS",
                            "query": "#{query}",
                            "statusCode": "HTTP_301",
                        },
                    }
                ],
            }
        },
        changes={
            "port": 444,
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "certificateArn": "${aws:acm/certificate:Certificate@fresh.arn}",
            "defaultActions": [{"type": "fixed-response", "fixedResponse": SORRY}],
        },
        tampering=("elbv2", "modify_listener", {"ListenerArn": "{id}", "Port": 445}, "port"),
    ),
    "aws:lb/listenerRule:ListenerRule": Example(
        inputs={
            "listenerArn": "${aws:lb/listener:Listener.arn}",
            "priority": "{n}",
            "actions": [FORWARD],
            "conditions": [
                {"pathPattern": {"values": ["/orders/*"]}},
                {"hostHeader": {"values": ["shop.example.com"]}},
            ],
        },
        also={
            "by-header": {
                "conditions": [{"httpHeader": {"httpHeaderName": "x-from", "values": ["the-edge", "another-edge"]}}]
            },
            "answering": {"actions": [{"type": "fixed-response", "fixedResponse": SORRY}]},
            "redirecting": {
                "actions": [
                    {
                        "type": "redirect",
                        "redirect": {
                            "host": "else.example.com",
                            "path": "/",
                            "port": "443",
                            "protocol": "HTTPS",
                            "query": "a=b",
                            "statusCode": "HTTP_302",
                        },
                    }
                ]
            },
        },
        changes={
            "priority": 1000,
            "actions": [{**FORWARD, "targetGroupArn": OTHER_TARGETS}],
            "conditions": [{"pathPattern": {"values": ["/else/*"]}}],
        },
        tampering=(
            "elbv2",
            "set_rule_priorities",
            {"RulePriorities": [{"RuleArn": "{id}", "Priority": 1001}]},
            "priority",
        ),
    ),
    "aws:ecs/cluster:Cluster": Example(
        inputs={"name": "cluster-{n}", "settings": [{"name": "containerInsights", "value": "enabled"}]},
        changes={"settings": [{"name": "containerInsights", "value": "disabled"}]},
        tampering=(
            "ecs",
            "update_cluster_settings",
            {"cluster": "{id}", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
            "settings",
        ),
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": Example(
        inputs={
            "clusterName": "${aws:ecs/cluster:Cluster@fresh.name}",
            "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}],
        },
        changes={
            "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
            "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT", "weight": 2, "base": 1}],
        },
        tampering=(
            "ecs",
            "put_cluster_capacity_providers",
            {"cluster": "{id}", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []},
            "capacityProviders",
        ),
        remains=True,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Example(
        inputs={
            "family": "family-{n}",
            "containerDefinitions": json.dumps([{"name": "web", "image": "shop/web"}]),
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "executionRoleArn": ROLE,
            "taskRoleArn": ROLE,
            "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
            "skipDestroy": False,
            "volumes": [{"name": "scratch"}],
        },
        also={"next": {}},
        unread={"containerDefinitions": "RegisterTaskDefinition.containerDefinitions", "skipDestroy": BEHAVES},
    ),
    "aws:ecs/service:Service": Example(
        inputs={
            "name": "service-{n}",
            "cluster": "${aws:ecs/cluster:Cluster.arn}",
            "schedulingStrategy": "REPLICA",
            "taskDefinition": "${aws:ecs/taskDefinition:TaskDefinition.arn}",
            "availabilityZoneRebalancing": "ENABLED",
            "desiredCount": 1,
            "enableEcsManagedTags": True,
            "enableExecuteCommand": True,
            "healthCheckGracePeriodSeconds": 60,
            "platformVersion": "1.4.0",
            "propagateTags": "SERVICE",
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 100,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}],
            "loadBalancers": [{"targetGroupArn": TARGETS, "containerName": "web", "containerPort": 8080}],
            "networkConfiguration": {"subnets": SUBNETS, "securityGroups": [GROUP], "assignPublicIp": False},
            "waitForSteadyState": True,
            "forceNewDeployment": True,
            "forceDelete": False,
        },
        also={"launched": {"capacityProviderStrategies": None, "launchType": "FARGATE"}},
        changes={
            "taskDefinition": "${aws:ecs/taskDefinition:TaskDefinition@next.arn}",
            "desiredCount": 2,
            "enableExecuteCommand": False,
            "healthCheckGracePeriodSeconds": 61,
            "platformVersion": "LATEST",
            "deploymentMaximumPercent": 250,
            "deploymentMinimumHealthyPercent": 50,
            "deploymentCircuitBreaker": {"enable": False, "rollback": False},
            "capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
            "loadBalancers": [{"targetGroupArn": OTHER_TARGETS, "containerName": "web", "containerPort": 8080}],
            "networkConfiguration": {"subnets": SUBNETS[:2], "securityGroups": [OTHER_GROUP], "assignPublicIp": True},
        },
        unread={
            "availabilityZoneRebalancing": "CreateService.availabilityZoneRebalancing",
            "enableEcsManagedTags": "CreateService.enableECSManagedTags",
            "forceDelete": "DeleteService.force",
            "forceNewDeployment": BEHAVES,
            "waitForSteadyState": BEHAVES,
        },
        tampering=(
            "ecs",
            "update_service",
            {"cluster": "{cluster}", "service": "{id}", "desiredCount": 5},
            "desiredCount",
        ),
    ),
    "aws:appautoscaling/target:Target": Example(
        inputs={
            **_SCALED,
            "resourceId": "service/${aws:ecs/cluster:Cluster.name}/${aws:ecs/service:Service@fresh.name}",
            "minCapacity": 1,
            "maxCapacity": 4,
            "roleArn": ROLE,
            "suspendedState": {
                "dynamicScalingInSuspended": True,
                "dynamicScalingOutSuspended": False,
                "scheduledScalingSuspended": False,
            },
        },
        changes={
            "minCapacity": 2,
            "maxCapacity": 5,
            "suspendedState": {
                "dynamicScalingInSuspended": False,
                "dynamicScalingOutSuspended": True,
                "scheduledScalingSuspended": True,
            },
        },
        tampering=(
            "application-autoscaling",
            "register_scalable_target",
            {
                "ServiceNamespace": "ecs",
                "ResourceId": "{id}",
                "ScalableDimension": "ecs:service:DesiredCount",
                "MaxCapacity": 9,
            },
            "maxCapacity",
        ),
    ),
    "aws:appautoscaling/policy:Policy": Example(
        inputs={
            **_SCALED,
            "name": "policy-{n}",
            "resourceId": "${aws:appautoscaling/target:Target.id}",
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": _tracking(
                3, customizedMetricSpecification={**_METRIC, "statistic": "Average", "unit": "Count"}
            ),
        },
        also={
            "predefined": {
                "targetTrackingScalingPolicyConfiguration": _tracking(
                    4,
                    predefinedMetricSpecification={
                        "predefinedMetricType": "ALBRequestCountPerTarget",
                        "resourceLabel": "app/a/1/targetgroup/b/2",
                    },
                )
            },
            "queries": {
                "targetTrackingScalingPolicyConfiguration": _tracking(
                    5,
                    customizedMetricSpecification={
                        "metrics": [
                            {
                                "id": "m1",
                                "label": "waiting",
                                "returnData": False,
                                "metricStat": {"metric": _METRIC, "stat": "Average", "unit": "Count"},
                            },
                            {"id": "e1", "expression": "m1 / 2", "label": "half", "returnData": True},
                        ]
                    },
                )
            },
        },
        changes={
            "targetTrackingScalingPolicyConfiguration": _tracking(
                6, customizedMetricSpecification={**_METRIC, "statistic": "Maximum"}
            )
        },
        tampering=(
            "application-autoscaling",
            "put_scaling_policy",
            {
                "PolicyName": "{id}",
                "ServiceNamespace": "ecs",
                "ResourceId": "{resourceId}",
                "ScalableDimension": "ecs:service:DesiredCount",
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 99,
                    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
                },
            },
            "targetTrackingScalingPolicyConfiguration",
        ),
    ),
    "aws:ecr/repository:Repository": Example(
        inputs={
            "name": "shop/repository-{n}",
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
            "forceDelete": True,
            "imageScanningConfiguration": {"scanOnPush": True},
            "imageTagMutability": "IMMUTABLE",
        },
        changes={"imageScanningConfiguration": {"scanOnPush": False}, "imageTagMutability": "MUTABLE"},
        unread={"forceDelete": "DeleteRepository.force"},
        tampering=(
            "ecr",
            "put_image_tag_mutability",
            {"repositoryName": "{id}", "imageTagMutability": "IMMUTABLE"},
            "imageTagMutability",
        ),
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Example(
        inputs={"repository": "${aws:ecr/repository:Repository@fresh.name}", "policy": lifecycle(3)},
        tampering=(
            "ecr",
            "put_lifecycle_policy",
            {"repositoryName": "{id}", "lifecyclePolicyText": lifecycle(9)},
            "policy",
        ),
    ),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": Example(
        inputs={
            "replicationConfiguration": {
                "rules": [
                    {
                        "destinations": [{"region": "us-west-2", "registryId": "000000000000"}],
                        "repositoryFilters": [{"filter": "shop/", "filterType": "PREFIX_MATCH"}],
                    }
                ]
            }
        },
        changes={
            "replicationConfiguration": {
                "rules": [{"destinations": [{"region": "eu-west-1", "registryId": "000000000000"}]}]
            }
        },
        tampering=("ecr", "put_replication_configuration", {"replicationConfiguration": {"rules": []}}, ""),
    ),
}

CLUSTER = "${aws:eks/cluster:Cluster.name}"
KUBERNETES = {
    "aws:eks/cluster:Cluster": Example(
        inputs={
            "name": "shop-{n}",
            "version": "1.33",
            "roleArn": "${aws:iam/role:Role@cluster.arn}",
            "vpcConfig": {
                "subnetIds": SUBNETS,
                "endpointPrivateAccess": True,
                "endpointPublicAccess": True,
                "publicAccessCidrs": ["192.0.2.0/24"],
            },
            "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
            "bootstrapSelfManagedAddons": False,
            "deletionProtection": False,
            "enabledClusterLogTypes": ["api", "audit"],
            "encryptionConfig": {"provider": {"keyArn": KEY}, "resources": ["secrets"]},
            "upgradePolicy": {"supportType": "STANDARD"},
        },
        changes={
            "version": "1.34",
            "vpcConfig": {"subnetIds": SUBNETS, "endpointPrivateAccess": True, "endpointPublicAccess": False},
            "enabledClusterLogTypes": ["authenticator"],
            "upgradePolicy": {"supportType": "EXTENDED"},
            "deletionProtection": True,
        },
        unread={
            "accessConfig.bootstrap": "CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions",
            "bootstrapSelf": "CreateCluster.bootstrapSelfManagedAddons",
        },
        tampering=(
            "eks",
            "update_cluster_config",
            {"name": "{id}", "upgradePolicy": {"supportType": "STANDARD"}},
            "upgradePolicy",
        ),
    ),
    "aws:eks/fargateProfile:FargateProfile": Example(
        inputs={
            "clusterName": CLUSTER,
            "fargateProfileName": "profile-{n}",
            "podExecutionRoleArn": "${aws:iam/role:Role@pods.arn}",
            "selectors": [{"namespace": "shop", "labels": {"tier": "front"}}],
            "subnetIds": SUBNETS,
        },
        tampering=(
            "eks",
            "delete_fargate_profile",
            {"clusterName": "{clusterName}", "fargateProfileName": "{fargateProfileName}"},
            "",
        ),
    ),
    "aws:eks/addon:Addon": Example(
        inputs={
            "clusterName": "${aws:eks/cluster:Cluster@fresh.name}",
            "addonName": "coredns",
            "addonVersion": "v1.12.1-eksbuild.1",
            "configurationValues": '{"computeType":"Fargate"}',
            "serviceAccountRoleArn": ROLE,
            "preserve": True,
            "resolveConflictsOnCreate": "OVERWRITE",
            "resolveConflictsOnUpdate": "PRESERVE",
        },
        changes={
            "addonVersion": "v1.12.4-eksbuild.1",
            "configurationValues": '{"computeType":"Fargate","replicaCount":3}',
            "serviceAccountRoleArn": "arn:aws:iam::000000000000:role/other",
        },
        unread={
            "preserve": "DeleteAddon.preserve",
            "resolveConflictsOnCreate": "CreateAddon.resolveConflicts",
            "resolveConflictsOnUpdate": "UpdateAddon.resolveConflicts",
        },
        tampering=(
            "eks",
            "update_addon",
            {"clusterName": "{clusterName}", "addonName": "{addonName}", "addonVersion": "v1.11.0-eksbuild.1"},
            "addonVersion",
        ),
    ),
    "aws:eks/accessEntry:AccessEntry": Example(
        inputs={
            "clusterName": CLUSTER,
            "principalArn": "arn:aws:iam::000000000000:role/person-{n}",
            "kubernetesGroups": ["shop:look"],
            "userName": "person",
            "type": "STANDARD",
        },
        changes={"kubernetesGroups": ["shop:look", "shop:change"], "userName": "somebody"},
        tampering=(
            "eks",
            "update_access_entry",
            {"clusterName": "{clusterName}", "principalArn": "{principalArn}", "kubernetesGroups": ["system:masters"]},
            "kubernetesGroups",
        ),
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": Example(
        inputs={
            "clusterName": CLUSTER,
            "principalArn": "${aws:eks/accessEntry:AccessEntry@fresh.principalArn}",
            "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
            "accessScope": {"type": "namespace", "namespaces": ["shop"]},
        },
        tampering=(
            "eks",
            "disassociate_access_policy",
            {"clusterName": "{clusterName}", "principalArn": "{principalArn}", "policyArn": "{policyArn}"},
            "",
        ),
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Example(
        inputs={
            "url": "https://oidc.example.com/id/{n}",
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        },
        changes={
            "clientIdLists": ["sts.amazonaws.com", "shop"],
            "thumbprintLists": ["1e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        },
        tampering=("iam", "delete_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}, ""),
    ),
}

DATA = {
    "aws:dynamodb/table:Table": Example(
        inputs={
            "name": "table-{n}",
            "attributes": [
                {"name": "order", "type": "S"},
                {"name": "placed", "type": "N"},
                {"name": "state", "type": "S"},
            ],
            "billingMode": "PAY_PER_REQUEST",
            "deletionProtectionEnabled": False,
            "globalSecondaryIndexes": [
                {
                    "name": "by-state",
                    "keySchemas": [
                        {"attributeName": "state", "keyType": "HASH"},
                        {"attributeName": "placed", "keyType": "RANGE"},
                    ],
                    "projectionType": "INCLUDE",
                    "nonKeyAttributes": ["total"],
                }
            ],
            "hashKey": "order",
            "rangeKey": "placed",
            "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 7},
            "replicas": [
                {
                    "regionName": "us-west-2",
                    "kmsKeyArn": "arn:aws:kms:us-west-2:000000000000:key/1",
                    "consistencyMode": "EVENTUAL",
                    "deletionProtectionEnabled": True,
                    "pointInTimeRecovery": True,
                    "propagateTags": True,
                }
            ],
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": KEY},
            "streamEnabled": True,
            "streamViewType": "NEW_AND_OLD_IMAGES",
            "tableClass": "STANDARD",
            "ttl": {"enabled": True, "attributeName": "expires"},
        },
        also={
            "alone": {
                "globalSecondaryIndexes": None,
                "attributes": [{"name": "order", "type": "S"}],
                "rangeKey": None,
                "replicas": None,
                "streamEnabled": None,
                "streamViewType": None,
            },
            "strong": {
                "replicas": [{"regionName": "us-west-2", "consistencyMode": "STRONG"}],
                "globalTableWitness": {"regionName": "us-east-2"},
            },
        },
        changes={
            "pointInTimeRecovery": {"enabled": False, "recoveryPeriodInDays": 7},
            "replicas": [
                {"regionName": "us-west-2", "deletionProtectionEnabled": False},
                {"regionName": "eu-west-1", "pointInTimeRecovery": True},
            ],
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": OTHER_KEY},
            "tableClass": "STANDARD_INFREQUENT_ACCESS",
            "ttl": {"enabled": False, "attributeName": "expires"},
            "globalSecondaryIndexes": [
                {"name": "by-state", "hashKey": "state", "rangeKey": "placed", "projectionType": "ALL"}
            ],
        },
        unread={
            "globalTableWitness": "UpdateTable.GlobalTableWitnessUpdates",
            "pointInTimeRecovery.recoveryPeriodInDays": (
                "UpdateContinuousBackups.PointInTimeRecoverySpecification.RecoveryPeriodInDays"
            ),
            "replicas[].consistencyMode": "UpdateTable.MultiRegionConsistency",
            "replicas[].kmsKeyArn": "UpdateTable.ReplicaUpdates.0.Create.KMSMasterKeyId",
            "replicas[].propagateTags": BEHAVES,
        },
        tampering=(
            "dynamodb",
            "update_table",
            {"TableName": "{id}", "DeletionProtectionEnabled": True},
            "deletionProtectionEnabled",
        ),
    ),
    "aws:rds/subnetGroup:SubnetGroup": Example(
        inputs={"name": "subnets-{n}", "description": "Example", "subnetIds": SUBNETS[:2]},
        changes={"description": "Another", "subnetIds": SUBNETS},
        tampering=(
            "rds",
            "modify_db_subnet_group",
            {"DBSubnetGroupName": "{id}", "SubnetIds": SUBNETS[1:]},
            "subnetIds",
        ),
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Example(
        inputs={
            "name": "parameters-{n}",
            "description": "Example",
            "family": "aurora-postgresql16",
            "parameters": [
                {"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"},
                {"name": "log_min_duration_statement", "value": "1000"},
            ],
        },
        changes={"parameters": [{"name": "rds.force_ssl", "value": "0", "applyMethod": "pending-reboot"}]},
        tampering=(
            "rds",
            "modify_db_cluster_parameter_group",
            {
                "DBClusterParameterGroupName": "{id}",
                "Parameters": [
                    {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "pending-reboot"}
                ],
            },
            "parameters",
        ),
    ),
    "aws:rds/globalCluster:GlobalCluster": Example(
        inputs={
            "globalClusterIdentifier": "global-{n}",
            "databaseName": "shop",
            "deletionProtection": False,
            "engine": "aurora-postgresql",
            "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
            "engineVersion": "16.8",
            "storageEncrypted": True,
        },
        also={
            "made-from": {
                **dict.fromkeys(("databaseName", "engine", "engineVersion", "storageEncrypted")),
                "sourceDbClusterIdentifier": "${aws:rds/cluster:Cluster@fresh.arn}",
                "forceDestroy": True,
            }
        },
        changes={"deletionProtection": True, "engineVersion": "16.9"},
        unread={
            "engineLifecycleSupport": "CreateGlobalCluster.EngineLifecycleSupport",
            "forceDestroy": BEHAVES,
            "sourceDbClusterIdentifier": "CreateGlobalCluster.SourceDBClusterIdentifier",
        },
        tampering=(
            "rds",
            "modify_global_cluster",
            {"GlobalClusterIdentifier": "{id}", "DeletionProtection": False},
            "deletionProtection",
        ),
    ),
    "aws:rds/cluster:Cluster": Example(
        inputs={
            "clusterIdentifier": "cluster-{n}",
            "allowMajorVersionUpgrade": True,
            "applyImmediately": True,
            "availabilityZones": ["us-east-1a", "us-east-1b", "us-east-1c"],
            "backtrackWindow": 0,
            "backupRetentionPeriod": 7,
            "copyTagsToSnapshot": True,
            "databaseName": "shop",
            "dbClusterParameterGroupName": "${aws:rds/clusterParameterGroup:ClusterParameterGroup.name}",
            "dbSubnetGroupName": "${aws:rds/subnetGroup:SubnetGroup.name}",
            "deleteAutomatedBackups": True,
            "deletionProtection": False,
            "enableGlobalWriteForwarding": False,
            "enabledCloudwatchLogsExports": ["postgresql"],
            "engine": "aurora-postgresql",
            "engineMode": "provisioned",
            "engineVersion": "16.8",
            "iamDatabaseAuthenticationEnabled": True,
            "kmsKeyId": KEY,
            "masterPassword": "hunter2-secret",
            "masterUsername": "admin_user",
            "port": 5433,
            "preferredBackupWindow": "01:00-02:00",
            "preferredMaintenanceWindow": "Mon:03:00-Mon:04:00",
            "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 4},
            "skipFinalSnapshot": True,
            "storageEncrypted": True,
            "storageType": "aurora-iopt1",
            "vpcSecurityGroupIds": [GROUP],
        },
        also={
            "snapshot": {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "last-{n}"},
            "member": {"globalClusterIdentifier": "${aws:rds/globalCluster:GlobalCluster@fresh.id}"},
            "follower": {
                **dict.fromkeys(("databaseName", "masterUsername", "masterPassword")),
                "sourceRegion": "us-west-2",
                "replicationSourceIdentifier": "",
            },
        },
        changes={
            "backupRetentionPeriod": 8,
            "copyTagsToSnapshot": False,
            "dbClusterParameterGroupName": "${aws:rds/clusterParameterGroup:ClusterParameterGroup@fresh.name}",
            "deletionProtection": True,
            "engineVersion": "16.9",
            "iamDatabaseAuthenticationEnabled": False,
            "port": 5434,
            "preferredBackupWindow": "02:00-03:00",
            "preferredMaintenanceWindow": "tue:03:00-tue:04:00",
            "serverlessv2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 8},
            "vpcSecurityGroupIds": [OTHER_GROUP],
        },
        unread={
            "allowMajorVersionUpgrade": "ModifyDBCluster.AllowMajorVersionUpgrade",
            "applyImmediately": "ModifyDBCluster.ApplyImmediately",
            "backtrackWindow": "CreateDBCluster.BacktrackWindow",
            "deleteAutomatedBackups": "DeleteDBCluster.DeleteAutomatedBackups",
            "enableGlobalWriteForwarding": "CreateDBCluster.EnableGlobalWriteForwarding",
            "enabledCloudwatchLogsExports": "CreateDBCluster.EnableCloudwatchLogsExports",
            "finalSnapshotIdentifier": "DeleteDBCluster.FinalDBSnapshotIdentifier",
            "masterPassword": "CreateDBCluster.MasterUserPassword",
            "skipFinalSnapshot": "DeleteDBCluster.SkipFinalSnapshot",
            "sourceRegion": "CreateDBCluster.SourceRegion",
            "storageType": "CreateDBCluster.StorageType",
        },
        tampering=(
            "rds",
            "modify_db_cluster",
            {"DBClusterIdentifier": "{id}", "DeletionProtection": False},
            "deletionProtection",
        ),
    ),
    "aws:rds/clusterInstance:ClusterInstance": Example(
        inputs={
            "identifier": "instance-{n}",
            "applyImmediately": True,
            "autoMinorVersionUpgrade": False,
            "availabilityZone": "us-east-1b",
            "caCertIdentifier": "rds-ca-rsa2048-g1",
            "clusterIdentifier": "${aws:rds/cluster:Cluster.id}",
            "copyTagsToSnapshot": True,
            "dbSubnetGroupName": "${aws:rds/subnetGroup:SubnetGroup.name}",
            "engine": "aurora-postgresql",
            "engineVersion": "16.8",
            "instanceClass": "db.serverless",
            "monitoringInterval": 30,
            "monitoringRoleArn": ROLE,
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": KEY,
            "promotionTier": 1,
            "publiclyAccessible": False,
        },
        changes={
            "caCertIdentifier": "rds-ca-rsa4096-g1",
            "copyTagsToSnapshot": False,
            "instanceClass": "db.r6g.large",
            "monitoringInterval": 60,
            "publiclyAccessible": True,
        },
        unread={
            "applyImmediately": "ModifyDBInstance.ApplyImmediately",
            "dbSubnetGroupName": "CreateDBInstance.DBSubnetGroupName",
            "engineVersion": "CreateDBInstance.EngineVersion",
            "performanceInsightsEnabled": "CreateDBInstance.EnablePerformanceInsights",
            "performanceInsightsKmsKeyId": "CreateDBInstance.PerformanceInsightsKMSKeyId",
        },
        tampering=(
            "rds",
            "modify_db_instance",
            {"DBInstanceIdentifier": "{id}", "PubliclyAccessible": False},
            "publiclyAccessible",
        ),
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Example(
        inputs={"name": "cache-subnets-{n}", "description": "Example", "subnetIds": SUBNETS[:2]},
        changes={"description": "Another", "subnetIds": SUBNETS},
        tampering=(
            "elasticache",
            "modify_cache_subnet_group",
            {"CacheSubnetGroupName": "{id}", "CacheSubnetGroupDescription": "Tampered with"},
            "description",
        ),
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": Example(
        inputs={
            "name": "cache-parameters-{n}",
            "description": "Example",
            "family": "valkey8",
            "parameters": [{"name": "maxmemory-policy", "value": "allkeys-lru"}, {"name": "timeout", "value": "5"}],
        },
        changes={"parameters": [{"name": "maxmemory-policy", "value": "noeviction"}]},
        tampering=(
            "elasticache",
            "modify_cache_parameter_group",
            {
                "CacheParameterGroupName": "{id}",
                "ParameterNameValues": [{"ParameterName": "timeout", "ParameterValue": "9"}],
            },
            "parameters",
        ),
    ),
    "aws:elasticache/user:User": Example(
        inputs={
            "userId": "user-{n}",
            "userName": "user-{n}",
            "engine": "VALKEY",
            "accessString": "on ~* -@all +@read",
            "authenticationMode": {"type": "password", "passwords": ["hunter2-hunter2-{n}"]},
        },
        also={"open": {"userName": "default", "authenticationMode": None, "noPasswordRequired": True}},
        changes={"accessString": "on ~* +@all"},
        unread={
            "authenticationMode": "CreateUser.AuthenticationMode",
            "noPasswordRequired": "CreateUser.NoPasswordRequired",
        },
        tampering=(
            "elasticache",
            "modify_user",
            {"UserId": "{id}", "AccessString": "off -@all"},
            "accessString",
        ),
    ),
    "aws:elasticache/userGroup:UserGroup": Example(
        inputs={
            "userGroupId": "users-{n}",
            "engine": "valkey",
            "userIds": ["${aws:elasticache/user:User@open.id}"],
        },
        changes={"userIds": ["${aws:elasticache/user:User@open.id}", "${aws:elasticache/user:User.id}"]},
        tampering=(
            "elasticache",
            "modify_user_group",
            {"UserGroupId": "{id}", "UserIdsToRemove": ["${aws:elasticache/user:User.id}"]},
            "userIds",
        ),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Example(
        inputs={
            "replicationGroupId": "cache-{n}",
            "applyImmediately": True,
            "atRestEncryptionEnabled": True,
            "autoMinorVersionUpgrade": True,
            "automaticFailoverEnabled": True,
            "description": "Example",
            "engine": "valkey",
            "engineVersion": "8.0",
            "finalSnapshotIdentifier": "last-{n}",
            "kmsKeyId": KEY,
            "maintenanceWindow": "mon:03:00-mon:04:00",
            "multiAzEnabled": True,
            "nodeType": "cache.t4g.small",
            "numCacheClusters": 2,
            "parameterGroupName": "${aws:elasticache/parameterGroup:ParameterGroup.name}",
            "port": 6380,
            "preferredCacheClusterAzs": ["us-east-1a", "us-east-1b"],
            "securityGroupIds": [GROUP],
            "snapshotRetentionLimit": 3,
            "snapshotWindow": "01:00-02:00",
            "subnetGroupName": "${aws:elasticache/subnetGroup:SubnetGroup.name}",
            "transitEncryptionEnabled": True,
            "transitEncryptionMode": "required",
            "userGroupIds": ["${aws:elasticache/userGroup:UserGroup.id}"],
        },
        changes={
            "description": "Another",
            "numCacheClusters": 3,
            "nodeType": "cache.t4g.medium",
            "snapshotRetentionLimit": 4,
            "snapshotWindow": "02:00-03:00",
            "userGroupIds": ["${aws:elasticache/userGroup:UserGroup@fresh.id}"],
            "multiAzEnabled": False,
            "automaticFailoverEnabled": False,
        },
        unread={
            "applyImmediately": "ModifyReplicationGroup.ApplyImmediately",
            "autoMinorVersionUpgrade": "CreateReplicationGroup.AutoMinorVersionUpgrade",
            "engineVersion": "CreateReplicationGroup.EngineVersion",
            "finalSnapshotIdentifier": "DeleteReplicationGroup.FinalSnapshotIdentifier",
            "kmsKeyId": "CreateReplicationGroup.KmsKeyId",
            "maintenanceWindow": "CreateReplicationGroup.PreferredMaintenanceWindow",
            "parameterGroupName": "CreateReplicationGroup.CacheParameterGroupName",
            "port": "CreateReplicationGroup.Port",
            "preferredCacheClusterAzs": "CreateReplicationGroup.PreferredCacheClusterAZs",
            "securityGroupIds": "CreateReplicationGroup.SecurityGroupIds",
            "subnetGroupName": "CreateReplicationGroup.CacheSubnetGroupName",
            "transitEncryptionMode": "CreateReplicationGroup.TransitEncryptionMode",
        },
        tampering=(
            "elasticache",
            "modify_replication_group",
            {"ReplicationGroupId": "{id}", "AutomaticFailoverEnabled": True, "ApplyImmediately": True},
            "automaticFailoverEnabled",
        ),
    ),
    "aws:s3/bucket:Bucket": Example(
        inputs={"bucket": "bucket-{n}", "forceDestroy": True, "objectLockEnabled": True},
        unread={"forceDestroy": BEHAVES},
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Example(
        inputs={"bucket": BUCKET, "policy": policy("arn:aws:s3:::shop/*", "s3:GetObject")},
        also={"logs": {"bucket": "${aws:s3/bucket:Bucket@fresh.id}", "policy": policy("*", "s3:PutObject")}},
        changes={"policy": policy("arn:aws:s3:::shop/*", "s3:PutObject")},
        tampering=(
            "s3",
            "put_bucket_policy",
            {"Bucket": "{id}", "Policy": policy("arn:aws:s3:::shop/*", "s3:*")},
            "policy",
        ),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Example(
        inputs={"bucket": "${aws:s3/bucket:Bucket@fresh.id}", "versioningConfiguration": {"status": "Enabled"}},
        changes={"versioningConfiguration": {"status": "Suspended"}},
        tampering=(
            "s3",
            "put_bucket_versioning",
            {"Bucket": "{id}", "VersioningConfiguration": {"Status": "Enabled"}},
            "versioningConfiguration",
        ),
        remains=True,
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Example(
        inputs={
            "bucket": "${aws:s3/bucketVersioning:BucketVersioning@fresh.bucket}",
            "role": ROLE,
            "rules": [_COPIED],
        },
        changes={"rules": [{**_COPIED, "status": "Disabled"}]},
        tampering=("s3", "delete_bucket_replication", {"Bucket": "{id}"}, ""),
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Example(
        inputs={
            "bucket": "${aws:s3/bucket:Bucket@fresh.id}",
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
        changes={"blockPublicPolicy": False},
        tampering=(
            "s3",
            "put_public_access_block",
            {"Bucket": "{id}", "PublicAccessBlockConfiguration": {"BlockPublicAcls": False}},
            "blockPublicAcls",
        ),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Example(
        inputs={"bucket": BUCKET, "rule": {"objectOwnership": "BucketOwnerPreferred"}},
        changes={"rule": {"objectOwnership": "ObjectWriter"}},
        tampering=(
            "s3",
            "put_bucket_ownership_controls",
            {"Bucket": "{id}", "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}},
            "rule",
        ),
        remains=True,
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Example(
        inputs={
            "bucket": BUCKET,
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
                    "bucketKeyEnabled": True,
                }
            ],
        },
        changes={"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        tampering=(
            "s3",
            "put_bucket_encryption",
            {
                "Bucket": "{id}",
                "ServerSideEncryptionConfiguration": {
                    "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
                },
            },
            "rules",
        ),
        remains=True,
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Example(
        inputs={
            "bucket": BUCKET,
            "rules": [
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": "logs/"},
                    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 1},
                    "expiration": {"days": 90},
                    "noncurrentVersionExpiration": {"noncurrentDays": 60, "newerNoncurrentVersions": 2},
                    "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}],
                    "noncurrentVersionTransitions": [{"noncurrentDays": 30, "storageClass": "STANDARD_IA"}],
                }
            ],
        },
        changes={"rules": [{"id": "expire", "status": "Enabled", "expiration": {"days": 91}}]},
        tampering=("s3", "delete_bucket_lifecycle", {"Bucket": "{id}"}, ""),
    ),
}

EXAMPLES: dict[str, Example] = {
    **NETWORK,
    **SECURITY,
    **MESSAGING,
    **EDGE,
    **EDGE_EXAMPLES,
    **RECOVERY_EXAMPLES,
    **COMPUTE,
    **KUBERNETES,
    **DATA,
}
