"""ACM: certificates and waiting for them to be issued."""

from typing import Any

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import ACM

_GONE = "ResourceNotFoundException"
_REQUEST = pascal_names("domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm")
_RECORD = {"resourceRecordName": "Name", "resourceRecordType": "Type", "resourceRecordValue": "Value"}


class Certificate(ResourceType):
    """A certificate that AWS issues once its names are proved."""

    token = "aws:acm/certificate:Certificate"
    properties = frozenset(_REQUEST)
    computed = frozenset({"arn", "domainValidationOptions", "status", "notAfter", "notBefore", "type"})
    filled_in = frozenset({"keyAlgorithm", "subjectAlternativeNames", "validationMethod"})
    sets = frozenset({"subjectAlternativeNames"})
    tagging = ACM

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        request = call.client("acm").request_certificate
        return str(request(**pick(inputs, _REQUEST), **given(Tags=call.tag_list()))["CertificateArn"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(f"validation records of {resource_id}", lambda: _has_records(_describe(call, resource_id)))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """The emulated AWS says one key algorithm, whatever was asked for."""
        live = _describe(call, resource_id)
        if live is None:
            return None
        options = [option for option in live["DomainValidationOptions"] if "ResourceRecord" in option]
        names = set(live["SubjectAlternativeNames"]) - {live["DomainName"]}
        return {
            "arn": resource_id,
            "status": live["Status"],
            "type": live["Type"],
            "notBefore": _moment(live, "NotBefore"),
            "notAfter": _moment(live, "NotAfter"),
            "domainName": live["DomainName"],
            # AWS counts the name itself among its alternatives.
            "subjectAlternativeNames": sorted(names | ({live["DomainName"]} & {*_declared_names(state)})),
            "validationMethod": next((option.get("ValidationMethod") for option in options), None),
            "keyAlgorithm": state.get("keyAlgorithm") or live["KeyAlgorithm"],
            "domainValidationOptions": [
                {"domainName": option["DomainName"], **unpick(option["ResourceRecord"], _RECORD)} for option in options
            ],
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("acm")
        found(lambda: client.delete_certificate(CertificateArn=resource_id), _GONE)


class CertificateValidation(ResourceType):
    """Not a thing in AWS: it waits until a certificate is issued."""

    token = "aws:acm/certificateValidation:CertificateValidation"
    properties = frozenset({"certificateArn", "validationRecordFqdns"})
    sets = frozenset({"validationRecordFqdns"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        """The real provider's id is the moment of issue; that is known only after the wait."""
        return str(inputs["certificateArn"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        """What proves the names must be among the records, where the program lists them."""
        live = _describe(call, resource_id) or {}
        needed = {
            option["ResourceRecord"]["Name"].rstrip(".")
            for option in live.get("DomainValidationOptions", [])
            if "ResourceRecord" in option
        }
        listed = inputs.get("validationRecordFqdns")
        missing = sorted(needed - {name.rstrip(".") for name in listed}) if listed else []
        if missing:
            msg = f"validationRecordFqdns lacks {', '.join(missing)}"
            raise ProviderError(msg)
        call.wait_for(f"issue of {resource_id}", lambda: (_describe(call, resource_id) or {}).get("Status") == "ISSUED")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _describe(call, resource_id)
        return {"certificateArn": resource_id} if live and live["Status"] == "ISSUED" else None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """There is nothing to delete."""


def _describe(call: Call, arn: str) -> dict[str, Any] | None:
    client = call.client("acm")
    answer = found(lambda: client.describe_certificate(CertificateArn=arn), _GONE)
    return answer["Certificate"] if answer else None


def _has_records(certificate: dict[str, Any] | None) -> bool:
    options = (certificate or {}).get("DomainValidationOptions", [])
    return bool(options) and all("ResourceRecord" in option for option in options)


def _declared_names(state: Inputs) -> list[str]:
    return state.get("subjectAlternativeNames") or []


def _moment(live: dict[str, Any], key: str) -> str:
    return live[key].isoformat() if key in live else ""
