"""Wrong uses: the type checker is to refuse each, with the kind of error named beside it.

Where it doesn't, it says that the comment is not needed.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import hipflask
    from hipflask import Blueprint, Flask, Request, Response
    from hipflask import missing as missing  # type: ignore[attr-defined]
    from hipflask.json.provider import JSONProvider
    from hipflask.sessions import SessionInterface, SessionMixin
    from hipflask.views import View

    app = Flask(__name__)
    Flask()  # type: ignore[call-arg]
    Flask(__name__, static_folder=5)  # type: ignore[arg-type]
    Blueprint(__name__)  # type: ignore[call-arg]

    @app.route("/nothing")  # type: ignore[type-var]
    def returns_nothing() -> None:
        pass

    @app.route("/number")  # type: ignore[type-var]
    def returns_a_number() -> int:
        return 1

    @app.route("/set")  # type: ignore[type-var]
    def returns_a_set() -> set[str]:
        return {"one"}

    @app.get("/reversed")  # type: ignore[type-var]
    def returns_status_first() -> tuple[int, str]:
        return 200, "text"

    @app.post("/four")  # type: ignore[type-var]
    def returns_four() -> tuple[str, int, dict[str, str], str]:
        return "text", 200, {}, "more"

    @app.get("/later")  # type: ignore[type-var]
    async def returns_a_number_later() -> int:
        return 1

    app.add_url_rule("/", 5)  # type: ignore[arg-type]
    app.add_url_rule("/", view_func="index")  # type: ignore[arg-type]
    app.route(5)  # type: ignore[arg-type]

    @app.before_request  # type: ignore[type-var]
    def wants_the_response(response: Response) -> None:
        pass

    @app.after_request  # type: ignore[type-var]
    def takes_nothing() -> None:
        pass

    @app.after_request  # type: ignore[type-var]
    def forgets_the_response(response: Response) -> None:
        pass

    @app.teardown_request  # type: ignore[type-var]
    def ignores_the_error() -> None:
        pass

    @app.context_processor  # type: ignore[type-var]
    def returns_names() -> list[str]:
        return []

    @app.errorhandler("404")  # type: ignore[arg-type]
    def by_text(error: Exception) -> str:
        return ""

    @app.errorhandler(404)  # type: ignore[type-var]
    def takes_no_error() -> str:
        return ""

    @app.template_test()  # type: ignore[type-var]
    def tells_no_truth(value: str) -> str:
        return value

    app.template_filter(5)  # type: ignore[call-overload]
    hipflask.url_for()  # type: ignore[call-arg]
    hipflask.url_for("index", _external="yes")  # type: ignore[arg-type]
    hipflask.url_for("index", "top")  # type: ignore[call-arg]
    hipflask.redirect(302)  # type: ignore[arg-type]
    hipflask.flash(5)  # type: ignore[arg-type]
    hipflask.render_template()  # type: ignore[call-arg]
    hipflask.render_template(5)  # type: ignore[arg-type]
    hipflask.stream_with_context("text")  # type: ignore[call-overload]
    hipflask.send_file(5)  # type: ignore[arg-type]
    hipflask.no_such_name  # type: ignore[attr-defined]  # noqa: B018
    hipflask.request.no_such_name  # type: ignore[attr-defined]  # noqa: B018
    hipflask.current_app.no_such_name  # type: ignore[attr-defined]  # noqa: B018
    hipflask.session.permanent = "yes"  # type: ignore[assignment]
    hipflask.request.endpoint = "index"  # type: ignore[misc]
    app.config.from_file("settings.toml")  # type: ignore[call-arg]
    app.register_blueprint("name")  # type: ignore[arg-type]
    app.debug = "yes"  # type: ignore[assignment]
    app.test_client().preserve_context = "yes"  # type: ignore[assignment]

    class WrongClasses(Flask):
        request_class = dict  # type: ignore[assignment]
        response_class = Request  # type: ignore[assignment]
        session_interface = SessionInterface  # type: ignore[assignment]

    class WrongJSON(JSONProvider):
        def dumps(self, obj: t.Any, **kwargs: t.Any) -> bytes:  # type: ignore[override]
            return b""

    class WrongSessions(SessionInterface):
        def open_session(self, app: Flask, request: Request) -> str:  # type: ignore[override]
            return ""

        def save_session(self, app: Flask, session: SessionMixin) -> None:  # type: ignore[override]
            pass

    class WrongView(View):
        methods = 5  # type: ignore[assignment]

        def dispatch_request(self) -> int:  # type: ignore[override]
            return 1

    def aborts() -> None:
        hipflask.abort("404")  # type: ignore[arg-type]

    def goes_on_after_aborting() -> str:
        hipflask.abort(404)
        return 1  # unreachable, and so not looked at
