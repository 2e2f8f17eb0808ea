"""ACM: certificates and waiting for them to be issued."""

from typing import Any

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = "ResourceNotFoundException"


class Certificate(ResourceType):
    """A certificate that AWS issues once its names are proved."""

    token = "aws:acm/certificate:Certificate"
    properties = frozenset({"domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm"})
    computed = frozenset({"id", "arn", "domainValidationOptions", "status", "notAfter", "notBefore", "type"})
    sets = frozenset({"subjectAlternativeNames"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(
            inputs,
            {
                "domainName": "DomainName",
                "subjectAlternativeNames": "SubjectAlternativeNames",
                "validationMethod": "ValidationMethod",
                "keyAlgorithm": "KeyAlgorithm",
            },
        )
        tags = {"Tags": call.tag_list()} if call.tags else {}
        arn = str(call.client("acm").request_certificate(**given, **tags)["CertificateArn"])
        call.wait_for(f"validation records of {arn}", lambda: _has_records(_describe(call, arn)))
        return arn

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        certificate = _describe(call, resource_id)
        if certificate is None:
            return None
        tags = tags_of(call.client("acm").list_tags_for_certificate(CertificateArn=resource_id).get("Tags"))
        options = [
            {
                "domainName": option["DomainName"],
                "resourceRecordName": option["ResourceRecord"]["Name"],
                "resourceRecordType": option["ResourceRecord"]["Type"],
                "resourceRecordValue": option["ResourceRecord"]["Value"],
            }
            for option in certificate.get("DomainValidationOptions", [])
            if "ResourceRecord" in option
        ]
        return {
            "id": resource_id,
            "arn": resource_id,
            "status": certificate["Status"],
            "type": certificate.get("Type", "AMAZON_ISSUED"),
            "domainValidationOptions": options,
            **({"tagsAll": tags} if tags else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        call.client("acm").add_tags_to_certificate(CertificateArn=resource_id, Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("acm")
        found(lambda: client.delete_certificate(CertificateArn=resource_id), _GONE)


class CertificateValidation(ResourceType):
    """Not a thing in AWS: it waits until a certificate is issued."""

    token = "aws:acm/certificateValidation:CertificateValidation"
    properties = frozenset({"certificateArn", "validationRecordFqdns"})
    computed = frozenset({"id"})
    sets = frozenset({"validationRecordFqdns"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        arn = inputs["certificateArn"]
        call.wait_for(f"issue of {arn}", lambda: (_describe(call, arn) or {}).get("Status") == "ISSUED")
        return str(arn)

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        certificate = _describe(call, state["certificateArn"])
        return {"id": resource_id} if certificate and certificate["Status"] == "ISSUED" else None

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        del call, resource_id, state


def _describe(call: Call, arn: str) -> dict[str, Any] | None:
    client = call.client("acm")
    answer = found(lambda: client.describe_certificate(CertificateArn=arn), _GONE)
    return answer["Certificate"] if answer else None


def _has_records(certificate: dict[str, Any] | None) -> bool:
    options = (certificate or {}).get("DomainValidationOptions", [])
    return bool(options) and all("ResourceRecord" in option for option in options)
