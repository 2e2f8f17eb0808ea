"""The account as its owner leaves it to a team: roles for those who deploy, operate, approve, look and administer."""

from collections.abc import Mapping

DEFAULT_ACCOUNT = "000000000000"
# Whom engine runs act as, if nobody says otherwise.
DEPLOYS = "standby-deploy"
# Role -> the documents of this repository that say what it may do; none: it administers.
ROLES: Mapping[str, tuple[str, ...]] = {
    "platform-admin": (),
    DEPLOYS: ("docs/deploy-role.json",),
    "platform-operator": ("docs/runbooks/operator-role.json", "docs/readiness-role.json"),
    "platform-approver": ("docs/runbooks/approver-role.json",),
    "platform-preflight": ("docs/preflight-role.json",),
    "platform-readiness": ("docs/readiness-role.json",),
}


def role_arn(role: str, account: str = DEFAULT_ACCOUNT) -> str:
    """The ARN of one of them."""
    return f"arn:aws:iam::{account}:role/{role}"
