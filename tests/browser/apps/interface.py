"""Compares hipflask with the real Flask, which lies beside it, in the Python that it runs in."""

from api.collection import collect
from api.comparison import Report, report
from hipflask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return "<!doctype html><title>Interface</title>"


@app.get("/report")
def compare() -> Report:
    return report(*collect())
