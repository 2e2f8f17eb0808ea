"""VPC, its routes, groups and endpoints."""

from collections.abc import Mapping

from tests.judges.registry.translation import PROVIDERS, Translation

TABLE: Mapping[str, Translation] = {
    "aws:ec2/eip:Eip": Translation(to="AWS::EC2::EIP"),
    "aws:ec2/flowLog:FlowLog": Translation(
        to="AWS::EC2::FlowLog",
        names={"vpcId": "ResourceId", "iamRoleArn": "DeliverLogsPermissionArn"},
        beside={"ResourceType": "VPC"},
    ),
    "aws:ec2/internetGateway:InternetGateway": Translation(
        to="AWS::EC2::InternetGateway", own={"vpcId": "its own resource, AWS::EC2::VPCGatewayAttachment"}
    ),
    "aws:ec2/natGateway:NatGateway": Translation(to="AWS::EC2::NatGateway"),
    "aws:ec2/route:Route": Translation(to="AWS::EC2::Route", tags=""),
    "aws:ec2/routeTable:RouteTable": Translation(to="AWS::EC2::RouteTable"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Translation(
        to="AWS::EC2::SubnetRouteTableAssociation", tags=""
    ),
    "aws:ec2/securityGroup:SecurityGroup": Translation(
        to="AWS::EC2::SecurityGroup",
        names={"description": "GroupDescription", "name": "GroupName"},
        own={"revokeRulesOnDelete": PROVIDERS},
    ),
    "aws:ec2/subnet:Subnet": Translation(to="AWS::EC2::Subnet"),
    "aws:ec2/vpc:Vpc": Translation(to="AWS::EC2::VPC"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Translation(to="AWS::EC2::VPCEndpoint"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Translation(
        to="AWS::EC2::SecurityGroupEgress",
        names={
            "cidrIpv4": "CidrIp",
            "securityGroupId": "GroupId",
            "prefixListId": "DestinationPrefixListId",
            "referencedSecurityGroupId": "DestinationSecurityGroupId",
        },
        tags="",
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Translation(
        to="AWS::EC2::SecurityGroupIngress",
        names={
            "prefixListId": "SourcePrefixListId",
            "securityGroupId": "GroupId",
            "referencedSecurityGroupId": "SourceSecurityGroupId",
        },
        tags="",
    ),
}
