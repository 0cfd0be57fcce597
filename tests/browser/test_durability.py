"""What was acknowledged is there, however soon after its answer a worker ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from support.kills import KINDS, Survivor
from support.pages import Visitor
from support.sites import Site

#: Of the workers for each way of keeping things; ``python tests/bench kills`` has a thousand.
KILLS = 3


@pytest.mark.parametrize("kind", KINDS)
def test_worker_ends_after_its_answer(
    kind: str, hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    site = hosted("durable", "export-below-a-path")
    page: Page = returning_visitor.new_page()
    returning_visitor.visit(page, site.url)
    survivor = Survivor(returning_visitor, page, site.url)
    for _ in range(KILLS):
        survivor.kill(kind)
    assert len(survivor.lives) == KILLS
