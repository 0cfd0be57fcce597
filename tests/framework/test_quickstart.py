"""Everything the quickstart shows works, imported from hipflask as well as from flask."""

from __future__ import annotations

import io
import typing as t
from pathlib import Path

import pytest

Run = t.Callable[..., dict[str, t.Any]]


def test_minimal_application(run_source: Run) -> None:
    app = run_source("""
from flask import Flask
app = Flask(__name__)

@app.route('/')
def hello_world():
    return 'Hello, World!'
""")["app"]
    response = app.test_client().get("/")
    assert (response.text, response.mimetype) == ("Hello, World!", "text/html")
    assert app.name == "quickstart"


def test_variable_rules(run_source: Run) -> None:
    client = run_source("""
from flask import Flask
app = Flask(__name__)

@app.route('/user/<username>')
def show_user_profile(username):
    return 'User %s' % username

@app.route('/post/<int:post_id>')
def show_post(post_id):
    return 'Post %d' % post_id

@app.route('/f/<float:x>')
@app.route('/p/<path:x>')
@app.route('/a/<any(red, blue):x>')
@app.route('/u/<uuid:x>')
def show(x):
    return repr(x)
""")["app"].test_client()
    assert client.get("/user/jörg").text == "User jörg"
    assert client.get("/post/12").text == "Post 12"
    assert client.get("/post/twelve").status_code == 404
    assert client.get("/f/1.5").text == "1.5"
    assert client.get("/p/a/b").text == "'a/b'"
    assert client.get("/a/blue").text == "'blue'"
    assert client.get("/a/green").status_code == 404
    assert client.get(f"/u/{'1' * 8}-1111-1111-1111-{'1' * 12}").text.startswith("UUID(")


def test_unique_urls(run_source: Run) -> None:
    client = run_source("""
from flask import Flask
app = Flask(__name__)

@app.route('/projects/')
def projects():
    return 'The project page'

@app.route('/about')
def about():
    return 'The about page'
""")["app"].test_client()
    redirect = client.get("/projects?page=2")
    assert (redirect.status_code, redirect.location) == (308, "http://localhost/projects/?page=2")
    assert client.get("/about/").status_code == 404


def test_url_building(run_source: Run) -> None:
    names = run_source("""
from flask import Flask, url_for
app = Flask(__name__)
@app.route('/')
def index(): pass

@app.route('/login')
def login(): pass

@app.route('/user/<username>')
def profile(username): pass

with app.test_request_context():
    urls = [url_for('index'), url_for('login'), url_for('login', next='/'),
            url_for('profile', username='John Doe'), url_for('static', filename='style.css')]

with app.test_request_context(base_url='https://example.com/myapplication/'):
    mounted = url_for('login')
""")
    assert names["urls"] == [
        "/",
        "/login",
        "/login?next=/",
        "/user/John%20Doe",
        "/static/style.css",
    ]
    assert names["mounted"] == "/myapplication/login"


def test_http_methods(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, request
app = Flask(__name__)

@app.route('/login', methods=['GET', 'POST'])
def login():
    if request.method == 'POST':
        return 'logged in'
    else:
        return 'form'
""")["app"].test_client()
    assert client.get("/login").text == "form"
    assert client.post("/login").text == "logged in"
    head = client.head("/login")
    assert (head.data, head.content_length) == (b"", 4)
    assert client.put("/login").status_code == 405
    assert set(client.options("/login").allow) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Path]:
    """A module and a package, each with templates and static files where they belong."""
    import sys

    inside = tmp_path / "quick_package"
    for folder in (tmp_path, inside):
        (folder / "templates").mkdir(parents=True)
        (folder / "static").mkdir()
        (folder / "static" / "style.css").write_text(f"/* {folder.name} */")
        (folder / "templates" / "layout.html").write_text("<title>{% block b %}{% endblock %}")
        (folder / "templates" / "hello.html").write_text(
            "{% extends 'layout.html' %}{% block b %}Hello"
            "{% if name %} {{ name }}{% endif %} at {{ request.path }} {{ session.get('x') }}"
            " {{ g.thing }} {{ get_flashed_messages() }} {{ url_for('hello') }} {{ config.DEBUG }}"
            "{% endblock %}"
        )
    source = """
from flask import Flask, render_template, g
app = Flask(__name__)
app.secret_key = 'key'

@app.route('/hello/')
@app.route('/hello/<name>')
def hello(name=None):
    g.thing = 'g'
    return render_template('hello.html', name=name)
"""
    (tmp_path / "quick_module.py").write_text(source)
    (inside / "__init__.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("quick_module", "quick_package"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", ["quick_module", "quick_package"])
@pytest.mark.usefixtures("package", "flask_alias")
def test_templates_and_static_files_of_modules_and_packages(name: str) -> None:
    import importlib

    client = importlib.import_module(name).app.test_client()
    assert client.get("/hello/<x>").text == (
        "<title>Hello &lt;x&gt; at /hello/&lt;x&gt; None g [] /hello/ False"
    )
    assert client.get("/hello/").text.startswith("<title>Hello at /hello/")
    with client.get("/static/style.css") as static:
        assert static.mimetype == "text/css"
        assert name == "quick_module" or static.text == "/* quick_package */"


def test_markup(run_source: Run) -> None:
    names = run_source("""
from flask import Markup, escape
a = Markup('<strong>Hello %s!</strong>') % '<blink>hacker</blink>'
b = Markup.escape('<blink>hacker</blink>')
c = Markup('<em>Marked up</em> &raquo; HTML').striptags()
d = escape('<x>')
""")
    assert names["a"] == "<strong>Hello &lt;blink&gt;hacker&lt;/blink&gt;!</strong>"
    assert names["b"] == "&lt;blink&gt;hacker&lt;/blink&gt;"
    assert names["c"] == "Marked up » HTML"
    assert names["d"] == "&lt;x&gt;"


def test_context_locals(run_source: Run) -> None:
    names = run_source("""
from flask import Flask, request
app = Flask(__name__)

with app.test_request_context('/hello', method='POST'):
    first = request.path, request.method
    environ = request.environ

with app.request_context(environ):
    second = request.method
""")
    assert (names["first"], names["second"]) == (("/hello", "POST"), "POST")


def test_request_data(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, request, render_template_string
app = Flask(__name__)

@app.route('/login', methods=['POST', 'GET'])
def login():
    error = None
    if request.method == 'POST':
        if request.form['username'] == request.form['password']:
            return 'welcome ' + request.form['username']
        else:
            error = 'Invalid username/password'
    return render_template_string('{{ error }}', error=error)

@app.route('/search')
def search():
    return request.args.get('key', '')
""")["app"].test_client()
    assert client.get("/login").text == "None"
    assert client.post("/login", data={"username": "a", "password": "a"}).text == "welcome a"
    assert client.post("/login", data={"username": "a", "password": "b"}).text.startswith("Invalid")
    assert client.post("/login", data={"username": "a"}).status_code == 400
    assert client.get("/search?key=%C3%BC").text == "ü"


def test_uploads(run_source: Run, tmp_path: Path) -> None:
    client = run_source(
        """
from flask import Flask, request
from werkzeug.utils import secure_filename
app = Flask(__name__)

@app.route('/upload', methods=['GET', 'POST'])
def upload_file():
    if request.method == 'POST':
        f = request.files['the_file']
        f.save(folder / secure_filename(f.filename))
        return f.filename
""",
        folder=tmp_path,
    )["app"].test_client()
    response = client.post("/upload", data={"the_file": (io.BytesIO(b"\x00data"), "../../a b.txt")})
    assert response.text == "../../a b.txt"
    assert (tmp_path / "a_b.txt").read_bytes() == b"\x00data"


def test_cookies(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, make_response, request
app = Flask(__name__)

@app.route('/')
def index():
    return str(request.cookies.get('username'))

@app.route('/set')
def set_it():
    resp = make_response('set')
    resp.set_cookie('username', 'the username')
    return resp
""")["app"].test_client()
    assert client.get("/").text == "None"
    client.get("/set")
    assert client.get("/").text == "the username"


def test_redirects_and_errors(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, abort, make_response, redirect, url_for
app = Flask(__name__)

@app.route('/')
def index():
    return redirect(url_for('login'))

@app.route('/login')
def login():
    abort(401)
    this_is_never_executed()

@app.errorhandler(404)
def not_found(error):
    resp = make_response('not here', 404)
    resp.headers['X-Something'] = 'A value'
    return resp
""")["app"].test_client()
    assert client.get("/").location == "/login"
    assert client.get("/", follow_redirects=True).status_code == 401
    missing = client.get("/missing")
    assert (missing.status, missing.text) == ("404 NOT FOUND", "not here")
    assert missing.headers["X-Something"] == "A value"


def test_sessions(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, session, redirect, url_for, escape, request
app = Flask(__name__)

@app.route('/')
def index():
    if 'username' in session:
        return 'Logged in as %s' % escape(session['username'])
    return 'You are not logged in'

@app.route('/login', methods=['GET', 'POST'])
def login():
    session['username'] = request.form['username']
    return redirect(url_for('index'))

@app.route('/logout')
def logout():
    session.pop('username', None)
    return redirect(url_for('index'))

app.secret_key = 'A0Zr98j/3yX R~XHH!jmN]LWX/,?RT'
""")["app"].test_client()
    assert client.get("/").text == "You are not logged in"
    form = {"username": "<admin>"}
    answer = client.post("/login", data=form, follow_redirects=True)
    assert answer.text == "Logged in as &lt;admin&gt;"
    cookie = client.get_cookie("session")
    client.set_cookie("session", f"x{cookie.value}")
    assert client.get("/").text == "You are not logged in"
    client.set_cookie("session", cookie.value)
    assert client.get("/").text == "Logged in as &lt;admin&gt;"
    assert client.get("/logout", follow_redirects=True).text == "You are not logged in"
    assert client.get_cookie("session") is None


def test_flashing(run_source: Run) -> None:
    client = run_source("""
from flask import Flask, flash, get_flashed_messages, render_template_string
app = Flask(__name__)
app.secret_key = 'key'

@app.route('/do')
def do():
    flash('done')
    return ''

@app.route('/')
def index():
    return render_template_string('{{ get_flashed_messages()|join }}')
""")["app"].test_client()
    client.get("/do")
    assert client.get("/").text == "done"
    assert client.get("/").text == ""


def test_logging(run_source: Run, caplog: pytest.LogCaptureFixture) -> None:
    app = run_source("""
from flask import Flask
app = Flask(__name__)
app.logger.debug('A value for debugging')
app.logger.warning('A warning occurred (%d apples)', 42)
app.logger.error('An error occurred')
""")["app"]
    assert app.logger.name == "quickstart"
    assert [r.getMessage() for r in caplog.records] == [
        "A warning occurred (42 apples)",
        "An error occurred",
    ]


def test_middleware(run_source: Run) -> None:
    app = run_source("""
from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix
app = Flask(__name__)

@app.route('/')
def index():
    return request.remote_addr

app.wsgi_app = ProxyFix(app.wsgi_app)
""")["app"]
    response = app.test_client().get("/", headers={"X-Forwarded-For": "1.2.3.4"})
    assert response.text == "1.2.3.4"
