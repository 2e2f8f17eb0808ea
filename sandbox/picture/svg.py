"""The few shapes that the picture is made of, as SVG that needs nothing from anywhere. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

# Of a box: there; there at nothing; holds data; draws the eye.
Kind = Literal["plain", "idle", "data", "accent", "region"]
Anchor = Literal["start", "middle", "end"]
Size = Literal["title", "name", "text", "small"]

_STYLE = """
svg { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
.page { fill: #ffffff; }
.region { fill: #f6f8fa; stroke: #d0d7de; }
.plain { fill: #ffffff; stroke: #8c959f; }
.idle { fill: none; stroke: #8c959f; stroke-dasharray: 4 3; }
.data { fill: #ddf4ff; stroke: #0969da; }
.accent { fill: #dafbe1; stroke: #1a7f37; }
.title { font-size: 20px; font-weight: 600; fill: #1f2328; }
.name { font-size: 13px; font-weight: 600; fill: #1f2328; }
.text { font-size: 12px; fill: #1f2328; }
.small { font-size: 11px; fill: #59636e; }
.arrow { stroke: #1f2328; stroke-width: 1.5; fill: none; }
.waits { stroke-dasharray: 5 4; stroke: #59636e; }
.copies { stroke: #0969da; }
.head { fill: #1f2328; }
.copies-head { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117; }
  .region { fill: #151b23; stroke: #3d444d; }
  .plain { fill: #212830; stroke: #656c76; }
  .idle { stroke: #656c76; }
  .data { fill: #0c2d6b; stroke: #4493f8; }
  .accent { fill: #033a16; stroke: #3fb950; }
  .title, .name, .text { fill: #f0f6fc; }
  .small { fill: #9198a1; }
  .arrow { stroke: #f0f6fc; }
  .waits { stroke: #9198a1; }
  .copies { stroke: #4493f8; }
  .head { fill: #f0f6fc; }
  .copies-head { fill: #4493f8; }
}
"""


def _head(name: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto-start-reverse"><path class="{name}" d="M0 0 L8 4 L0 8 z"/></marker>'
    )


@dataclass
class Drawing:
    """Shapes in the order in which they cover each other."""

    width: int
    height: int
    title: str
    description: str
    _parts: list[str] = field(default_factory=list)

    def box(self, x: int, y: int, width: int, height: int, kind: Kind = "plain") -> None:
        """A rectangle."""
        self._parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>')

    def write(self, x: int, y: int, said: str, size: Size = "text", anchor: Anchor = "start") -> None:
        """One line of text on the base line `y`."""
        self._parts.append(f'<text class="{size}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(said)}</text>')

    def labelled(self, x: int, y: int, width: int, height: int, lines: Iterable[str], kind: Kind = "plain") -> None:
        """A box with a name in its middle, and what else is said below it."""
        said = [line for line in lines if line]
        self.box(x, y, width, height, kind)
        first = y + height // 2 + 4 - 8 * (len(said) - 1)
        for number, line in enumerate(said):
            self.write(x + width // 2, first + 16 * number, line, "name" if number == 0 else "small", "middle")

    def arrow(self, points: Iterable[tuple[int, int]], *kinds: Literal["waits", "copies", "both-ways"]) -> None:
        """A line with a head at its end, or at both."""
        path = " L".join(f"{x} {y}" for x, y in points)
        head = "copies-head" if "copies" in kinds else "head"
        classes = " ".join(("arrow", *(kind for kind in kinds if kind != "both-ways")))
        start = f' marker-start="url(#{head})"' if "both-ways" in kinds else ""
        self._parts.append(f'<path class="{classes}" d="M{path}" marker-end="url(#{head})"{start}/>')

    def written(self) -> str:
        """The document."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img" '
            f"aria-label={quoteattr(self.title)}>"
        )
        return "\n".join(
            (
                opening,
                f"<title>{escape(self.title)}</title>",
                f"<desc>{escape(self.description)}</desc>",
                f"<style>{_STYLE}</style>",
                f"<defs>{_head('head')}{_head('copies-head')}</defs>",
                f'<rect class="page" width="{self.width}" height="{self.height}"/>',
                *self._parts,
                "</svg>",
                "",
            )
        )
