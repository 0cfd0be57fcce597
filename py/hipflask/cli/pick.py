"""Which object of an imported module is the application."""

from __future__ import annotations

import inspect
import sys
import typing as t
from types import ModuleType

from .errors import NoAppException
from .expression import Expression, parse_expression

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["find_app_by_string", "find_best_app", "is_flask", "is_wsgi"]

#: Names that an application goes by in its module, in the order they are tried.
APPLICATION_NAMES = ("app", "application")
#: Names of functions that make one, in the order they are tried.
FACTORY_NAMES = ("create_app", "make_app")


def is_flask(value: object) -> bool:
    """Tell whether *value* is an application of hipflask or, if it is imported, of Flask."""
    classes = tuple(
        cls
        for name in ("hipflask", "flask")
        if isinstance(cls := getattr(sys.modules.get(name), "Flask", None), type)
    )
    return isinstance(value, classes)


def is_wsgi(value: object) -> bool:
    """Tell whether *value* can be called as a WSGI application (PEP 3333).

    An application takes the environ and ``start_response``, neither of them optional; a factory
    takes something else, or can do without.
    """
    if is_flask(value):
        return True
    if not callable(value):
        return False
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):  # written in C: nothing can be known
        return True
    if any(p.default is p.empty and p.kind is p.KEYWORD_ONLY for p in parameters):
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = sum(p.default is p.empty for p in positional)
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return required <= 2
    return required == 2


def find_best_app(module: ModuleType) -> WSGIApplication:
    """Return the application of *module*, taken as Flask users expect.

    A Flask object named ``app`` or ``application``; else the only Flask object; else what the
    factory ``create_app`` or ``make_app`` returns; else any WSGI callable named ``app`` or
    ``application``, so that other frameworks' applications are hosted as well.

    :raises NoAppException: when there is none, or more than one, or the factory wants arguments.
    """
    named = [(name, getattr(module, name, None)) for name in APPLICATION_NAMES]
    for _, value in named:
        if is_flask(value):
            return t.cast("WSGIApplication", value)

    applications = {name: value for name, value in vars(module).items() if is_flask(value)}
    distinct = {id(value): value for value in applications.values()}
    if len(distinct) == 1:
        return t.cast("WSGIApplication", next(iter(distinct.values())))

    plain = next((value for _, value in named if value is not None and is_wsgi(value)), None)
    if distinct:
        if plain is not None:
            return t.cast("WSGIApplication", plain)
        raise _too_many(module, list(applications))
    factory = _find_factory(module)
    if factory and (plain is None or not _missing_arguments(factory)):
        return _from_factory(module, factory)
    if plain is not None:
        return t.cast("WSGIApplication", plain)
    raise _none_in(module)


def find_app_by_string(module: ModuleType, app_name: str) -> WSGIApplication:
    """Return what *app_name* names in *module*: an application, or a factory's result.

    :param app_name: ``name``, ``factory``, or a call such as ``factory('x', debug=True)``.
    :raises NoAppException: when there is no such name, it cannot be read or called as written,
        or what comes of it is not an application.
    """
    expression = parse_expression(app_name)
    try:
        value = getattr(module, expression.name)
    except AttributeError:
        raise _no_attribute(module, expression.name) from None

    result = value
    if expression.is_call:
        if is_flask(value) or not callable(value):
            raise _no_factory(module, expression.name, value)
        result = _call(module, value, expression, app_name)
    elif inspect.isfunction(value) and not (is_wsgi(value) or _is_asgi(value)):
        result = _call(module, value, expression, app_name)
    if not is_wsgi(result) or isinstance(result, type):
        raise _not_an_application(module, app_name, result)
    return t.cast("WSGIApplication", result)


def _find_factory(module: ModuleType) -> t.Callable[..., t.Any] | None:
    for name in FACTORY_NAMES:
        value = getattr(module, name, None)
        if inspect.isfunction(value):
            return value
    return None


def _from_factory(module: ModuleType, factory: t.Callable[..., t.Any]) -> WSGIApplication:
    name = factory.__name__
    if missing := _missing_arguments(factory):
        raise NoAppException(
            f"Module {module.__name__!r} has the factory {name!r}, but it cannot be called without"
            f" arguments ({missing}).\n"
            f"Add the call, with literals for them: --app \"…:{name}('value')\"."
        )
    result = factory()
    if not is_wsgi(result):
        raise _not_an_application(module, f"{name}()", result)
    return t.cast("WSGIApplication", result)


def _call(
    module: ModuleType, factory: t.Callable[..., t.Any], expression: Expression, source: str
) -> object:
    kwargs = dict(expression.kwargs or {})
    if reason := _missing_arguments(factory, *expression.args, **kwargs):
        raise NoAppException(
            f"The factory {expression.name!r} in module {module.__name__!r} cannot be called as"
            f" {source!r}: {reason}.\n"
            f"Its signature is {expression.name}{inspect.signature(factory)}; pass literals for"
            f" what it needs: --app \"…:{expression.name}('value')\"."
        )
    return factory(*expression.args, **kwargs)


def _missing_arguments(
    factory: t.Callable[..., t.Any], *args: t.Any, **kwargs: t.Any
) -> str | None:
    """Say why *factory* cannot be called so, or ``None``. Errors in its body are not hidden."""
    try:
        inspect.signature(factory).bind(*args, **kwargs)
    except TypeError as error:
        return str(error)
    except ValueError:
        return None
    return None


def _too_many(module: ModuleType, names: list[str]) -> NoAppException:
    listing = ", ".join(repr(name) for name in names)
    return NoAppException(
        f"Module {module.__name__!r} has more than one application: {listing}.\n"
        f"Say which one by adding its name, as in '--app …:{names[0]}', or call the main one 'app'."
    )


def _none_in(module: ModuleType) -> NoAppException:
    name = module.__name__
    message = (
        f"Module {name!r} ({getattr(module, '__file__', None) or 'no file'}) has no application.\n"
        "Tried: a Flask object (or any WSGI callable) named 'app' or 'application', a single Flask"
        " object of any name, and a factory 'create_app' or 'make_app'.\n"
    )
    for candidate in APPLICATION_NAMES:
        value = getattr(module, candidate, None)
        if value is not None and not isinstance(value, ModuleType):
            return NoAppException(f"{message}{_why_not(candidate, value)}")
    return NoAppException(
        f"{message}If it goes by another name, add that: '--app …:name' or '--app …:factory()'."
    )


def _why_not(name: str, value: object) -> str:
    return f"There is {name!r}, but it is {_kind(value)}, not a WSGI application.{_hint(value)}"


def _no_attribute(module: ModuleType, name: str) -> NoAppException:
    candidates = [key for key, value in vars(module).items() if is_flask(value)]
    candidates += [key for key in FACTORY_NAMES if inspect.isfunction(getattr(module, key, None))]
    advice = (
        "It has " + " and ".join(f"'{module.__name__}:{key}'" for key in candidates) + "."
        if candidates
        else "Check the spelling."
    )
    return NoAppException(f"Module {module.__name__!r} has no attribute {name!r}.\n{advice}")


def _no_factory(module: ModuleType, name: str, value: object) -> NoAppException:
    what = "an application itself, not a factory" if is_flask(value) else _kind(value)
    return NoAppException(
        f"{name!r} in module {module.__name__!r} cannot be called: it is {what}.\n"
        f"Leave the parentheses out: '--app …:{name}'."
    )


def _not_an_application(module: ModuleType, source: str, value: object) -> NoAppException:
    return NoAppException(
        f"'{module.__name__}:{source}' gives {_kind(value)}, not an application.\n"
        "It must be a Flask object or another WSGI callable, or a factory that returns one."
        f"{_hint(value)}"
    )


def _is_asgi(value: object) -> bool:
    try:
        names = list(inspect.signature(value).parameters) if callable(value) else []
    except (TypeError, ValueError):
        return False
    return names[:3] == ["scope", "receive", "send"]


def _hint(value: object) -> str:
    if value is None:
        return "\nDoes the factory end with 'return app'?"
    if _is_asgi(value):
        return (
            "\nThis is an ASGI application; hipflask serves WSGI. An adapter such as"
            " a2wsgi.ASGIMiddleware makes one of the other."
        )
    return ""


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if inspect.isfunction(value):
        return f"the function {value.__name__}{inspect.signature(value)}"
    if isinstance(value, type):
        return f"the class {value.__name__!r}"
    return f"a {type(value).__name__!r} object"
