"""What AWS asks of texts in the prose of its documents: `rules/`, each rule with its source.

The real provider does not check these in a preview, and AWS refuses them when the thing is made: an apostrophe in the
description of a security group stops a first `up` half-way. Here the preview refuses them.
"""

from sandbox.providers.aws.prose.judge import Breach, broken

__all__ = ["Breach", "broken"]
