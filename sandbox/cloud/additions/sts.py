"""STS: sessions of roles, and who a caller is."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.iam.identities import Credentials, Identities
from sandbox.cloud.iam.parameters import parameters_of
from sandbox.cloud.iam.principal import PrincipalKind
from sandbox.cloud.iam.roles import DurationError, NotTrustedError, Roles
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer, xml_error

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_FORBIDDEN = 403
_HOUR = "3600"


class Sessions(Addition):
    """A session is as good as the role's trust policy says, and ends when its time is over."""

    service = "sts"
    adds = "AssumeRole, decided by the role's trust policy; GetCallerIdentity, which knows sessions"
    proves = "whoever acts as a role is trusted by it, and may do what its policies allow"
    cannot = "session policies, source identities, and tokens of identity providers"

    def __init__(self, identities: Identities, roles: Roles) -> None:
        self._identities, self._roles = identities, roles

    @override
    def takes(self, call: AwsCall) -> bool:
        """Who asks with a key that nobody issued is the emulator's to name."""
        if call.action == "GetCallerIdentity":
            return self._identities.of(call.access_key) is not None
        return call.action == "AssumeRole"

    @override
    async def answer(self, call: AwsCall) -> Answer:
        who = self._identities.principal(call)
        if call.action == "GetCallerIdentity":
            role = who.role_arn.rpartition("/")[2]
            shown = (
                f"<Arn>{escape(who.arn)}</Arn><UserId>AROA{escape(role)}:{escape(who.arn.rpartition('/')[2])}</UserId>"
                f"<Account>{who.account}</Account>"
            )
            return _answer(call.action, shown)
        given = parameters_of(call)
        if given.named("Policy") or given.anywhere("arn"):
            return xml_error(
                "ValidationError", "the sandbox takes no session policies; leave Policy and PolicyArns out"
            )
        role_arn = (given.named("RoleArn") or [""])[0]
        session = (given.named("RoleSessionName") or [""])[0]
        seconds = float((given.named("DurationSeconds") or [_HOUR])[0])
        name = {PrincipalKind.ROLE: who.policies_of}.get(who.kind, who.arn)
        values = {"sts:rolesessionname": session, "aws:principalarn": name}
        try:
            made = await self._roles.assume(who, role_arn, session, values=values, seconds=seconds)
        except NotTrustedError as error:
            return xml_error("AccessDenied", str(error), _FORBIDDEN)
        except DurationError as error:
            return xml_error("ValidationError", str(error))
        return _answer(call.action, f"{_shown(made)}<AssumedRoleUser>{_user(made)}</AssumedRoleUser>")


def _shown(made: Credentials) -> str:
    until = datetime.fromtimestamp(made.expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"<Credentials><AccessKeyId>{made.access_key}</AccessKeyId><SecretAccessKey>{made.secret}</SecretAccessKey>"
        f"<SessionToken>{made.token}</SessionToken><Expiration>{until}</Expiration></Credentials>"
    )


def _user(made: Credentials) -> str:
    role = made.role_arn.rpartition("/")[2]
    return f"<Arn>{made.principal.arn}</Arn><AssumedRoleId>AROA{role}:{made.session}</AssumedRoleId>"


def _answer(action: str, inner: str) -> Answer:
    return xml_answer(
        f'<{action}Response xmlns="{_NAMESPACE}"><{action}Result>{inner}</{action}Result>'
        f"<ResponseMetadata><RequestId>sandbox</RequestId></ResponseMetadata></{action}Response>"
    )
