"""Reading Route 53's XML. The documents come from clients on this machine."""

from xml.etree import ElementTree as ET

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
ET.register_namespace("", NAMESPACE)


def parse(body: bytes) -> ET.Element:
    """Read a document, without its namespace."""
    root = ET.fromstring(body)  # noqa: S314 - see the module
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def write(root: ET.Element) -> str:
    """Write a document in Route 53's namespace."""
    root.set("xmlns", NAMESPACE)
    return ET.tostring(root, encoding="unicode")


def text(element: ET.Element, path: str) -> str:
    """The text at a path, or nothing."""
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""
