"""Flask-Babel: texts, dates and numbers in the visitor's language."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import Babel, force_locale, format_date, format_decimal, gettext, ngettext

from hipflask import Flask, render_template_string, request
from hipflask.testing import FlaskClient

CATALOG = b"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Hello"
msgstr "Hallo"

msgid "%(num)d hill"
msgid_plural "%(num)d hills"
msgstr[0] "%(num)d Berg"
msgstr[1] "%(num)d Berge"
"""


def test_the_visitors_language(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as target:
        write_mo(target, read_po(io.BytesIO(CATALOG), locale="de"))
    Babel(app, locale_selector=lambda: request.accept_languages.best_match(["en", "de"]))

    @app.get("/")
    def index() -> str:
        day = datetime.date(2024, 3, 1)
        words = [gettext("Hello"), ngettext("%(num)d hill", "%(num)d hills", 2)]
        words += [format_date(day, "long"), format_decimal(1234.5)]
        words.append(render_template_string("{{ _('Hello') }} {{ 0.5|percentformat }}"))
        return "|".join(words)

    german = client.get("/", headers={"Accept-Language": "de"}).text
    assert german == "Hallo|2 Berge|1. März 2024|1.234,5|Hallo 50\N{NO-BREAK SPACE}%"
    english = client.get("/", headers={"Accept-Language": "en"}).text
    assert english == "Hello|2 hills|March 1, 2024|1,234.5|Hello 50%"
    with app.test_request_context(), force_locale("de"):
        assert gettext("Hello") == "Hallo"
