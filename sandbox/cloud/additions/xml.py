"""Writing Route 53's XML."""

from xml.etree import ElementTree as ET

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
ET.register_namespace("", NAMESPACE)


def write(root: ET.Element) -> str:
    """Write a document in Route 53's namespace."""
    root.set("xmlns", NAMESPACE)
    return ET.tostring(root, encoding="unicode")
