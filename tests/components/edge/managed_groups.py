"""What stands in for AWS's managed rule groups: a few patterns for each kind of attack that their documentation names.

AWS publishes what each group is against, not how it recognises that, and changes it without notice. These patterns
prove which group of ours answers for which kind of attack, and what a switch to counting does. They do not prove that
AWS blocks a given request, nor that it lets a given one pass.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_plus

from tests.components.edge.waf import Group, Request

# Addresses for documentation: the stand-in's whole list of bad reputations.
BAD_ADDRESS = "203.0.113.66"
_MOST_BYTES = {"body": 8192, "query": 2048, "path": 1024}
_SQL = (
    r"\bunion\s+(all\s+)?select\b.*\bfrom\b",
    r"['\"]\s*(or|and)\s+['\"]?\w+['\"]?\s*=\s*['\"]?\w+",
    r";\s*(drop|delete|insert|update)\s+(table|from|into)?\b.*",
    r"\b(sleep|benchmark|pg_sleep|waitfor\s+delay)\s*\(",
)
_COMMON = (
    r"<\s*script\b",
    r"\bon(error|load)\s*=",
    r"javascript\s*:",
    r"(\.\./){2,}|/etc/passwd",
    r"169\.254\.169\.254",
)
_BAD_INPUTS = (r"\$\{\s*(jndi|lower|upper|env)\s*:", r"\brO0AB", r"class\.module\.classloader")
_BAD_AGENTS = r"\b(nikto|sqlmap|nessus|masscan)\b"


def _said(request: Request) -> Iterable[str]:
    """Everything that a client can write, as it is and decoded."""
    for text in (request.path, request.query, request.body, *request.headers.values()):
        yield text.lower()
        yield unquote_plus(text).lower()


def _any(patterns: Iterable[str], request: Request) -> bool:
    return any(re.search(pattern.lower(), text) for pattern in patterns for text in _said(request))


def _common(request: Request) -> bool:
    agent = request.headers.get("user-agent", "")
    sizes = {"body": request.body, "query": request.query, "path": request.path}
    too_large = any(len(text) > _MOST_BYTES[part] for part, text in sizes.items())
    extension = request.path.lower().endswith((".log", ".ini"))
    return not agent or too_large or extension or bool(re.search(_BAD_AGENTS, agent.lower())) or _any(_COMMON, request)


def _known_bad(request: Request) -> bool:
    return request.method == "PROPFIND" or request.path.endswith("/WEB-INF/web.xml") or _any(_BAD_INPUTS, request)


GROUPS: Mapping[str, Group] = {
    "AWSManagedRulesAmazonIpReputationList": lambda request: request.address == BAD_ADDRESS,
    "AWSManagedRulesCommonRuleSet": _common,
    "AWSManagedRulesKnownBadInputsRuleSet": _known_bad,
    "AWSManagedRulesSQLiRuleSet": lambda request: _any(_SQL, request),
}
