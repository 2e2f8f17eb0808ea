"""Containers: registry, ECS, EKS, load balancing and scaling."""

from collections.abc import Mapping
from typing import Any

from tests.judges.registry.translation import (
    CLIENTS,
    DELETING,
    Properties,
    Translation,
    alone,
    attribute,
    attributes,
    document,
    only,
)

_LOAD_BALANCER = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_TARGET_GROUP = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "slowStart": "slow_start.duration_seconds",
}
# What CloudFormation tells a block by where the provider has one property for each.
_CONDITIONS = {"hostHeader": "host-header", "httpHeader": "http-header", "pathPattern": "path-pattern"}


_ACCESS_LOGS = {
    "bucket": "access_logs.s3.bucket",
    "enabled": "access_logs.s3.enabled",
    "prefix": "access_logs.s3.prefix",
}
_STICKINESS = {
    "cookieDuration": "stickiness.lb_cookie.duration_seconds",
    "enabled": "stickiness.enabled",
    "type": "stickiness.type",
}
_HEALTH_CHECK = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "matcher": "Matcher.HttpCode",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}


def _conditions(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"Field": _CONDITIONS[key], f"{key}Config": block} for each in given for key, block in each.items()]


def _access_policy(given: Properties, region: str) -> Properties:
    del region
    policy = {key: given[key] for key in ("accessScope", "policyArn") if key in given}
    return {**{key: value for key, value in given.items() if key not in policy}, "accessPolicies": [policy]}


TABLE: Mapping[str, Translation] = {
    "aws:appautoscaling/policy:Policy": Translation(
        to="AWS::ApplicationAutoScaling::ScalingPolicy", names={"name": "PolicyName"}, tags=""
    ),
    "aws:appautoscaling/target:Target": Translation(to="AWS::ApplicationAutoScaling::ScalableTarget", tags=""),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Translation(
        to="AWS::ECR::Repository",
        names={"repository": "RepositoryName", "policy": "LifecyclePolicy.LifecyclePolicyText"},
    ),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": Translation(
        to="AWS::ECR::ReplicationConfiguration", tags=""
    ),
    "aws:ecr/repository:Repository": Translation(
        to="AWS::ECR::Repository",
        names={
            "name": "RepositoryName",
            "encryptionConfigurations": "EncryptionConfiguration",
            "forceDelete": "EmptyOnDelete",
        },
        forms={"encryptionConfigurations": only},
    ),
    "aws:ecs/cluster:Cluster": Translation(
        to="AWS::ECS::Cluster", names={"name": "ClusterName", "settings": "ClusterSettings"}
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": Translation(
        to="AWS::ECS::ClusterCapacityProviderAssociations",
        names={
            "clusterName": "Cluster",
            "defaultCapacityProviderStrategies": "DefaultCapacityProviderStrategy",
        },
        tags="",
    ),
    "aws:ecs/service:Service": Translation(
        to="AWS::ECS::Service",
        names={
            "name": "ServiceName",
            "capacityProviderStrategies": "CapacityProviderStrategy",
            "deploymentCircuitBreaker": "DeploymentConfiguration.DeploymentCircuitBreaker",
            "deploymentMaximumPercent": "DeploymentConfiguration.MaximumPercent",
            "deploymentMinimumHealthyPercent": "DeploymentConfiguration.MinimumHealthyPercent",
            "networkConfiguration": "NetworkConfiguration.AwsvpcConfiguration",
        },
        forms={"networkConfiguration.assignPublicIp": lambda given: "ENABLED" if given else "DISABLED"},
        own={"waitForSteadyState": CLIENTS},
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Translation(
        to="AWS::ECS::TaskDefinition",
        forms={"containerDefinitions": document},
        own={"skipDestroy": DELETING},
    ),
    "aws:eks/accessEntry:AccessEntry": Translation(to="AWS::EKS::AccessEntry"),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": Translation(
        to="AWS::EKS::AccessEntry",
        reshape=_access_policy,
    ),
    "aws:eks/addon:Addon": Translation(
        to="AWS::EKS::Addon",
        names={"resolveConflictsOnCreate": "ResolveConflicts"},
        own={"resolveConflictsOnUpdate": "CloudFormation has one answer to conflicts for both"},
    ),
    "aws:eks/cluster:Cluster": Translation(
        to="AWS::EKS::Cluster",
        names={"vpcConfig": "ResourcesVpcConfig", "enabledClusterLogTypes": "Logging.ClusterLogging.EnabledTypes"},
        forms={
            "enabledClusterLogTypes": lambda given: [{"Type": each} for each in given],
            "encryptionConfig": alone,
        },
    ),
    "aws:eks/fargateProfile:FargateProfile": Translation(
        to="AWS::EKS::FargateProfile",
        names={"subnetIds": "Subnets"},
    ),
    "aws:lb/listener:Listener": Translation(
        to="AWS::ElasticLoadBalancingV2::Listener",
        names={"certificateArn": "Certificates", "defaultActions.fixedResponse": "FixedResponseConfig"},
        forms={"certificateArn": lambda given: [{"CertificateArn": given}]},
        tags="",
    ),
    "aws:lb/listenerRule:ListenerRule": Translation(
        to="AWS::ElasticLoadBalancingV2::ListenerRule",
        forms={"conditions": _conditions},
        tags="",
    ),
    "aws:lb/loadBalancer:LoadBalancer": Translation(
        to="AWS::ElasticLoadBalancingV2::LoadBalancer",
        names={
            **dict.fromkeys((*_LOAD_BALANCER, "accessLogs"), "LoadBalancerAttributes"),
            "internal": "Scheme",
            "loadBalancerType": "Type",
        },
        forms={
            **{key: attribute(name) for key, name in _LOAD_BALANCER.items()},
            "accessLogs": attributes(_ACCESS_LOGS),
            "internal": lambda given: "internal" if given else "internet-facing",
        },
    ),
    "aws:lb/targetGroup:TargetGroup": Translation(
        to="AWS::ElasticLoadBalancingV2::TargetGroup",
        names={
            **dict.fromkeys((*_TARGET_GROUP, "stickiness"), "TargetGroupAttributes"),
            "healthCheck": "",
            **{f"healthCheck.{key}": name for key, name in _HEALTH_CHECK.items()},
        },
        forms={
            **{key: attribute(name) for key, name in _TARGET_GROUP.items()},
            "stickiness": attributes(_STICKINESS),
        },
    ),
}
