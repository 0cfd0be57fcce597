"""Plain text tables for a terminal."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .stats import Comparison


def render(headings: t.Sequence[str], rows: t.Sequence[t.Sequence[str]]) -> str:
    """Align the first column left and the others right."""
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    rule = "  ".join("-" * width for width in widths)
    text = [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([text[0], rule, *text[1:]])


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def comparison_table(
    what: str, reference: str, comparisons: t.Sequence[Comparison], digits: int
) -> str:
    """A row for each comparison.

    :param what: heading of the first column
    :param reference: heading of the other side's column
    :param digits: decimals of the ratios
    """
    rows = [
        [
            c.name,
            f"{_short(c.hipflask)} {c.unit}",
            f"{_short(c.reference)} {c.unit}",
            f"{c.ratio:.{digits}f}",
            f"{c.low:.{digits}f} … {c.high:.{digits}f}",
        ]
        for c in comparisons
    ]
    return render([what, "hipflask", reference, "ratio", "middle half"], rows)
