"""Rules about rules: nothing is excused for ever, and nothing passes because nobody could look."""

from meta import evaluated, exemptions_used, peer_unseen, unjudged

TITLE = "Rules about rules"
RULES = (evaluated.RULE, exemptions_used.RULE, peer_unseen.RULE, unjudged.RULE)
