"""Whether anybody hears the alarms: people are subscribed by people, and some of them have to say yes first."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, attention, fine
from operations.preflight.place import Place

# components/common/naming.py calls it so.
TOPIC = "standby-alarms"
_PENDING = "PendingConfirmation"


def heard(place: Place) -> Iterator[Finding]:
    """Subscriptions of the region's topic. Before the first up there is none to subscribe to."""
    client = place.client("sns")
    topic = f"arn:aws:sns:{place.region}:{place.account}:{TOPIC}"
    pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    try:
        found = [each for page in pages for each in page["Subscriptions"]]
    except client.exceptions.NotFoundException:
        yield fine(f"{TOPIC} is not there yet; the first up makes it")
        return
    waiting = sorted(str(each["Endpoint"]) for each in found if each["SubscriptionArn"] == _PENDING)
    if len(found) > len(waiting):
        yield fine(f"{len(found) - len(waiting)} subscriptions hear the alarms of {place.region}")
    elif waiting:
        yield attention(
            f"nobody hears the alarms of {place.region}: {', '.join(waiting)} has not confirmed",
            "Follow the link in SNS's mail; after three days subscribe again",
        )
    else:
        yield attention(f"nobody is subscribed to {TOPIC} in {place.region}", "Subscribe whoever is on call")
