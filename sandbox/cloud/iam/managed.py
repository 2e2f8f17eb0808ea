"""What policies of AWS's own say that somebody here has and the emulator does not carry. Data.

Source: AWS managed policy reference guide, by the policy's name.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.cloud.iam.policy import Policy

_OWN = "arn:aws:iam::aws:policy/"
_DOCUMENTS: Mapping[str, Mapping[str, Any]] = {
    f"{_OWN}AmazonEKSFargatePodExecutionRolePolicy": {
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetAuthorizationToken",
                    "ecr:GetDownloadUrlForLayer",
                ],
                "Resource": "*",
            }
        ]
    },
}


def managed_by_aws(arn: str) -> Policy | None:
    """One of them; None where nothing is known of it here."""
    known = _DOCUMENTS.get(arn)
    return Policy.read(arn, known) if known else None
