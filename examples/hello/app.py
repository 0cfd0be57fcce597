from hipflask import Flask, render_template_string, request

app = Flask(__name__)
PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<style>body { font: 1.2rem/2 system-ui; max-width: 30rem; margin: 3rem auto; padding: 0 1rem }
:root { color-scheme: light dark } input, button { font: inherit; max-width: 100% }</style>
<title>Hello</title><link rel="icon" href="data:,"><h1>Hello, {{ name }}!</h1>
<form><label>Your name: <input name="name"></label> <button>Greet me</button></form></html>"""


@app.get("/")
def hello() -> str:
    return render_template_string(PAGE, name=request.args.get("name") or "stranger")
