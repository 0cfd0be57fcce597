"""Names can be imported from where Flask's users and extensions import them."""

from __future__ import annotations

import importlib

import pytest

NAMES = {
    "hipflask.app": "current_app g request request_ctx session get_debug_flag cli Request Response"
    " send_from_directory T_teardown T_template_filter Environment SessionInterface App",
    "hipflask.blueprints": "AppGroup current_app Blueprint BlueprintSetupState SansioBlueprint",
    "hipflask.config": "Config ConfigAttribute",
    "hipflask.ctx": "AppContext RequestContext _AppCtxGlobals has_request_context ft",
    "hipflask.debughelpers": "App Blueprint DebugFilesKeyError UnexpectedUnicodeError",
    "hipflask.globals": "_cv_app _cv_request app_ctx request_ctx current_app g request session",
    "hipflask.helpers": "request get_root_path stream_with_context url_for abort",
    "hipflask.json": "current_app dumps loads jsonify provider tag",
    "hipflask.logging": "request default_handler wsgi_errors_stream create_logger",
    "hipflask.sansio.scaffold": "setupmethod Scaffold find_package",
    "hipflask.signals": "Namespace template_rendered",
    "hipflask.templating": "stream_with_context Environment DispatchingJinjaLoader",
    "hipflask.testing": "ScriptInfo SessionMixin FlaskClient EnvironBuilder FlaskCliRunner",
    "hipflask.views": "F View MethodView http_method_funcs",
    "hipflask.wrappers": "current_app Request Response",
}


@pytest.mark.parametrize("module", NAMES)
def test_names(module: str) -> None:
    found = importlib.import_module(module)
    importlib.import_module("hipflask.json.tag")
    importlib.import_module("hipflask.json.provider")
    assert [name for name in NAMES[module].split() if not hasattr(found, name)] == []
    with pytest.raises(AttributeError, match=module):
        found.no_such_name  # noqa: B018
