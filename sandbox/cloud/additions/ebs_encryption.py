"""EC2: whether new volumes are encrypted where nobody says so."""

from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, xml_answer

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
_GET, _ON, _OFF = (f"{verb}EbsEncryptionByDefault" for verb in ("Get", "Enable", "Disable"))


class EbsEncryption(Addition):
    """One switch for each account and region, off in a new account."""

    service = "ec2"
    adds = f"{_GET}, {_ON}, {_OFF}"
    proves = "what the account has switched on in a region is looked at there"
    cannot = "volumes"

    def __init__(self) -> None:
        self._on: set[Scope] = set()

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in {_GET, _ON, _OFF}

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action == _ON:
            self._on.add(call.scope)
        elif call.action == _OFF:
            self._on.discard(call.scope)
        root = ET.Element(f"{call.action}Response", xmlns=_NAMESPACE)
        ET.SubElement(root, "ebsEncryptionByDefault").text = str(call.scope in self._on).lower()
        return xml_answer(ET.tostring(root, encoding="unicode"))
