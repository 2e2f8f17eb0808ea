"""The tables, one module for each family of types."""

from collections.abc import Mapping

from tests.judges.registry.tables import compute, data, edge, messaging, network, security
from tests.judges.registry.translation import Translation

TRANSLATIONS: Mapping[str, Translation] = {
    **compute.TABLE,
    **data.TABLE,
    **edge.TABLE,
    **messaging.TABLE,
    **network.TABLE,
    **security.TABLE,
}
# Type -> why CloudFormation has none like it.
WITHOUT: Mapping[str, str] = {
    "aws:acm/certificateValidation:CertificateValidation": "waits until a certificate is issued; AWS is told nothing",
    "aws:s3/bucketObjectv2:BucketObjectv2": "CloudFormation declares buckets, not what is in them",
}
