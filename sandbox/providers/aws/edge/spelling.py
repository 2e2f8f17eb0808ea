"""How Route 53 writes names: in small letters, with a dot behind and an escaped asterisk."""


def domain(name: str) -> str:
    """A name in the one form in which equal names are equal."""
    return name.rstrip(".").lower().replace("\\052", "*")
