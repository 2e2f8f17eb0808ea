"""What stands between clients and the regions: distribution, web ACL, assets, and the header that proves them."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.edge.access_logs import AccessLogs, AccessLogsArgs
    from components.edge.app_alias import AppRecord, AppRecordArgs
    from components.edge.asset_replication import AssetReplication, AssetReplicationArgs
    from components.edge.assets_bucket import AssetsBucket, AssetsBucketArgs
    from components.edge.cache_policies import CachePolicies, CachePoliciesArgs
    from components.edge.certificate import EdgeCertificate, EdgeCertificateArgs
    from components.edge.distribution import Distribution, DistributionArgs
    from components.edge.edge import Edge, EdgeArgs
    from components.edge.origin_secret import OriginSecret
    from components.edge.response_headers import ResponseHeaders, ResponseHeadersArgs
    from components.edge.web_acl import WebAcl, WebAclArgs
    from components.edge.web_acl_logs import WebAclLogs, WebAclLogsArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "AccessLogs",
    "AccessLogsArgs",
    "AppRecord",
    "AppRecordArgs",
    "AssetReplication",
    "AssetReplicationArgs",
    "AssetsBucket",
    "AssetsBucketArgs",
    "CachePolicies",
    "CachePoliciesArgs",
    "Distribution",
    "DistributionArgs",
    "Edge",
    "EdgeArgs",
    "EdgeCertificate",
    "EdgeCertificateArgs",
    "OriginSecret",
    "ResponseHeaders",
    "ResponseHeadersArgs",
    "WebAcl",
    "WebAclArgs",
    "WebAclLogs",
    "WebAclLogsArgs",
]
