"""One Pulumi component per part of a pillar. They declare; nothing here calls AWS."""
