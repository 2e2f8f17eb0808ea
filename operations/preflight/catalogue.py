"""Every check, in the order in which a person would ask."""

from operations.preflight import names, quotas, switches
from operations.preflight.alarms import heard
from operations.preflight.certificates import certificates
from operations.preflight.checking import Check
from operations.preflight.domain import delegation
from operations.preflight.identity import rights
from operations.preflight.images import controller, images
from operations.preflight.versions import versions
from operations.preflight.web_acl import capacity
from operations.preflight.zones import zones


def checks() -> tuple[Check, ...]:
    """Make them."""
    return (
        Check(name="rights", says="this identity may do what an up asks for", look=rights, once=True),
        *switches.checks(),
        Check(name="zones", says="the zones have what the region needs", look=zones),
        *quotas.checks(),
        Check(name="web-acl", says="the web ACL's rules fit into it", look=capacity, once=True),
        *names.checks(),
        Check(name="delegation", says="the domain leads to its hosted zone", look=delegation, once=True),
        Check(name="certificates", says="certificates are issued and can be renewed", look=certificates),
        Check(name="images", says="the registry has every image", look=images),
        Check(name="controller-image", says="AWS's registry has the controller's image", look=controller),
        Check(name="alarms", says="somebody hears the alarms", look=heard),
        Check(name="versions", says="no version comes to its end", look=versions, once=True),
    )
