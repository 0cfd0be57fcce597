"""Flask-SocketIO: events to and from its own test client, with Flask's session and context."""

from __future__ import annotations

from flask_socketio import Namespace, SocketIO, emit, join_room

from hipflask import Flask, request, session
from hipflask.testing import FlaskClient


def test_events_rooms_and_the_session(app: Flask, client: FlaskClient) -> None:
    socketio = SocketIO(app, async_mode="threading")

    @app.get("/in/<name>")
    def sign_in(name: str) -> str:
        session["name"] = name
        return "in"

    @socketio.on("join")
    def join(room: str) -> str:
        join_room(room)
        return f"{session['name']} in {room}"

    @socketio.on("say")
    def say(data: dict[str, str]) -> None:
        emit("said", {**data, "by": session["name"]}, to=data["room"])

    class Clock(Namespace):
        def on_ask(self) -> None:
            emit("time", request.namespace)  # type: ignore[attr-defined]

    socketio.on_namespace(Clock("/clock"))
    client.get("/in/ada")
    ada = socketio.test_client(app, flask_test_client=client)
    other = app.test_client()
    other.get("/in/bob")
    bob = socketio.test_client(app, flask_test_client=other)
    assert ada.emit("join", "hut", callback=True) == "ada in hut"
    bob.emit("say", {"room": "hut", "text": "hello"})
    [heard] = ada.get_received()
    assert heard["args"] == [{"room": "hut", "text": "hello", "by": "bob"}]
    assert bob.get_received() == []

    ada.connect("/clock")
    ada.emit("ask", namespace="/clock")
    assert ada.get_received("/clock")[0]["args"] == ["/clock"]
    ada.disconnect()
    assert not ada.is_connected()


def test_its_server_is_what_runs_the_application(app: Flask, client: FlaskClient) -> None:
    SocketIO(app, async_mode="threading")
    answer = client.get("/socket.io/?EIO=4&transport=polling")
    assert answer.status_code == 200
    assert '"upgrades"' in answer.text
