"""The part of ``module:expression`` that follows the colon."""

from __future__ import annotations

import ast
import re
import typing as t
from dataclasses import dataclass

from .errors import NoAppException

__all__ = ["Expression", "parse_expression", "split_spec"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An attribute's name, or a call of it with literal arguments."""

    #: The attribute to take from the module.
    name: str
    #: Whether it was written with parentheses.
    is_call: bool = False
    #: Positional arguments of the call.
    args: tuple[t.Any, ...] = ()
    #: Keyword arguments of the call.
    kwargs: t.Mapping[str, t.Any] | None = None


def split_spec(spec: str) -> tuple[str, str | None]:
    """Divide ``target:expression`` at the first colon that is not part of a Windows drive.

    Returns the target and the expression; the latter is ``None`` when there is no colon.
    """
    target, *rest = re.split(r":(?![\\/])", spec.strip(), maxsplit=1)
    return target.strip(), rest[0].strip() if rest else None


def parse_expression(source: str) -> Expression:
    """Read ``name``, ``name()`` or ``name('x', y=1)``; nothing is evaluated but literals.

    :raises NoAppException: when *source* is none of these.
    """
    try:
        node = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise _unreadable(source, f"it is not valid Python ({error.msg})") from None

    if isinstance(node, ast.Name):
        return Expression(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        args, kwargs = _literal_arguments(source, node)
        return Expression(node.func.id, True, args, kwargs)
    raise _unreadable(source, "it is neither a plain name nor a call of one")


def _literal_arguments(source: str, call: ast.Call) -> tuple[tuple[t.Any, ...], dict[str, t.Any]]:
    if any(keyword.arg is None for keyword in call.keywords):
        raise _unreadable(source, "'**' cannot be used in its arguments")
    try:
        args = tuple(ast.literal_eval(argument) for argument in call.args)
        kwargs = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError:
        reason = "its arguments must be literal values: strings in quotes, numbers, lists, None…"
        raise _unreadable(source, reason) from None
    return args, kwargs


def _unreadable(source: str, reason: str) -> NoAppException:
    return NoAppException(
        f"Cannot read {source!r} as an application: {reason}.\n"
        "After the colon goes the name of an application or of a factory, or a call of the"
        " factory: 'module:app', 'module:create_app', \"module:create_app('testing', debug=True)\"."
    )
