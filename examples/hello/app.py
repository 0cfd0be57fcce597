from hipflask import Flask, render_template_string, request

app = Flask(__name__)
PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>Hello</title><link rel="icon" href="data:,"><h1>Hello, {{ name }}!</h1>
<form><label>Your name: <input name="name"></label> <button>Greet me</button></form></html>"""


@app.get("/")
def hello() -> str:
    return render_template_string(PAGE, name=request.args.get("name") or "stranger")
