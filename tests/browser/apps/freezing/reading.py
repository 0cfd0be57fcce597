"""An application that keeps a file of its own open, which would be closed after a restore."""

from io import FileIO

from hipflask import Flask

print("imported")
SOURCE = FileIO(__file__)
app = Flask(__name__)


@app.get("/")
def index() -> str:
    SOURCE.seek(0)
    return f"<title>{len(SOURCE.readlines()) > 1:d}</title>"
