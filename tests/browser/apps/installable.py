"""An application that visitors may install."""

from __future__ import annotations

from hipflask import Flask, render_template_string

app = Flask(__name__)

PAGE = """<!doctype html>
<html lang="en">
<title>Installable</title>
<link rel="manifest" href="{{ request.script_root }}/hipflask-assets/app.webmanifest">
<h1>Installable</h1>
"""


@app.get("/")
def page() -> str:
    return render_template_string(PAGE)
