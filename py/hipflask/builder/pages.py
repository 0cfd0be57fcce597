"""The text files of a site that are composed for it: the boot page and ``sw.js``."""

from __future__ import annotations

import html
import json
import re

from .manifest import Manifest

ASSETS_FOLDER = "hipflask-assets/"
WORKER_SCRIPT = "sw.js"

_PLACEHOLDER = re.compile("__HIPFLASK_(TITLE|HEAD|CONFIG)__")


def boot_page(template: str, *, title: str, build: str, head: str = "") -> str:
    """Fill the placeholders of the boot page.

    :param template: the bundled page.
    :param build: the manifest's ``build``.
    :param head: further elements for its head.
    """
    config = {
        "build": build,
        "title": title,
        "assets": ASSETS_FOLDER,
        "worker": WORKER_SCRIPT,
    }
    values = {
        "TITLE": html.escape(title),
        "HEAD": head,
        # Inside <script> nothing is unescaped, and only "<" can end the element.
        "CONFIG": json.dumps(config, sort_keys=True).replace("<", r"\u003c"),
    }
    # One pass, so that a title which spells a placeholder stays text.
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def tools_page(template: str, *, title: str) -> str:
    """Fill the placeholder of the tools page.

    :param template: the bundled page.
    """
    return _PLACEHOLDER.sub(lambda match: {"TITLE": html.escape(title)}[match[1]], template)


def worker_script(manifest: Manifest) -> str:
    """Return ``sw.js``: it composes the bundled modules with the manifest, no more.

    Everything is imported statically, for a service worker has no ``import()``.
    """
    paths = {asset.role: asset.path for asset in manifest.assets}
    return (
        f'import {{ loadPyodide }} from "./{paths["loader"]}";\n'
        f'import createPyodideModule from "./{paths["engine"]}";\n'
        f'import {{ startWorker }} from "./{paths["worker"]}";\n'
        "\n"
        f"startWorker({{ loadPyodide, createPyodideModule }}, {manifest.to_json(indent=2)});\n"
    )
