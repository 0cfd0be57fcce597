"""Functions around requests, error handlers and blueprints, as their authors annotate them."""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

import hipflask
from hipflask import Blueprint, Flask, Response, g
from hipflask.blueprints import BlueprintSetupState
from hipflask.typing import ResponseReturnValue

app = Flask(__name__)
bp = Blueprint("bp", __name__, url_prefix="/bp", cli_group=None)
inner = Blueprint("inner", __name__)


class OutOfStockError(Exception):
    """An exception of the application's own."""

    def __init__(self, item: str) -> None:
        self.item = item


@app.before_request
def load_user() -> None:
    g.user = "somebody"


@app.before_request
def maybe_answer() -> str | None:
    return None


@app.before_request
def maybe_redirect() -> WerkzeugResponse | None:
    return None


@app.before_request
async def wait() -> None:
    g.waited = True


@bp.before_request
def maybe_anything() -> ResponseReturnValue | None:
    return None


@app.after_request
def add_header(response: Response) -> Response:
    response.headers["X-One"] = "1"
    return response


@bp.after_request
def add_another(response: WerkzeugResponse) -> WerkzeugResponse:
    return response


@app.after_request
async def add_later(response: Response) -> Response:
    return response


@app.teardown_request
def close(error: BaseException | None) -> None:
    t.assert_type(error, BaseException | None)


@app.teardown_appcontext
def close_app(error: BaseException | None = None) -> None:
    g.pop("user", None)


@app.context_processor
def variables() -> dict[str, t.Any]:
    return {"one": 1}


@app.shell_context_processor
def names() -> dict[str, t.Any]:
    return {"one": 1}


@app.url_value_preprocessor
def take_language(endpoint: str | None, values: dict[str, t.Any] | None) -> None:
    g.language = (values or {}).pop("language", "en")


@app.url_defaults
def add_language(endpoint: str, values: dict[str, t.Any]) -> None:
    values.setdefault("language", "en")


@app.errorhandler(404)
def not_found(error: NotFound) -> tuple[str, int]:
    return error.description or "", 404


@app.errorhandler(OutOfStockError)
def out_of_stock(error: OutOfStockError) -> ResponseReturnValue:
    return {"item": error.item}, 409


@app.errorhandler(HTTPException)
def any_other(error: HTTPException) -> HTTPException:
    return error


@bp.app_errorhandler(Exception)
async def later(error: Exception) -> str:
    return "failed"


app.register_error_handler(410, lambda error: ("gone", 410))


@app.template_filter()
def shout(value: str) -> str:
    return value.upper()


@app.template_filter("whisper")
def lower(value: str) -> str:
    return value.lower()


@app.template_test
def even(value: int) -> bool:
    return value % 2 == 0


@bp.app_template_global("two")
def second() -> int:
    return 2


@bp.get("/")
def index() -> str:
    return hipflask.render_template_string("{{ 'x' | shout }}{{ two() }}{{ one }}")


@bp.record_once
def recorded(state: BlueprintSetupState) -> None:
    state.app.extensions["recorded"] = state.url_prefix


@inner.route("/inner", methods=["GET"])
def innermost() -> dict[str, str]:
    @hipflask.after_this_request
    def once(response: Response) -> Response:
        return response

    @hipflask.copy_current_request_context
    def work(number: int) -> str:
        return str(number)

    return {"worked": work(1)}


bp.register_blueprint(inner, url_prefix="/nested")
app.register_blueprint(bp, name="renamed")


def on_start(sender: Flask, **extra: t.Any) -> None:
    sender.logger.debug("started")


hipflask.request_started.connect(on_start, app)

# Decorators give back what they decorate.
t.assert_type(lower("A"), str)
t.assert_type(even(2), bool)
t.assert_type(variables(), dict[str, t.Any])
t.assert_type(not_found(NotFound()), tuple[str, int])
t.assert_type(app.blueprints, dict[str, Blueprint])
