"""Takes out of a module's source what nobody reads in a browser; its lines keep their numbers."""

from __future__ import annotations

import ast

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def strip(source: bytes, filename: str, *, annotations: bool) -> ast.Module:
    """Parse a module without its docstrings.

    :param filename: what an error names.
    :param annotations: whether functions keep theirs. Those of modules and classes stay in any
        case, as dataclasses and the like are made of them, and so do those that a ``register``
        reads (:func:`functools.singledispatch`).
    :raise SyntaxError: it is not Python.
    """
    tree = ast.parse(source, filename)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | _Function):
            _strip_docstring(node)
        if not annotations and isinstance(node, _Function) and not _is_registered(node):
            _strip_annotations(node)
    return tree


def _strip_docstring(node: ast.Module | ast.ClassDef | _Function) -> None:
    # A string that follows the docstring would become it.
    while node.body and _is_string(node.body[0]):
        docstring = node.body.pop(0)
        if not node.body and not isinstance(node, ast.Module):
            node.body.append(ast.copy_location(ast.Pass(), docstring))


def _is_string(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Constant(str())):
            return True
    return False


def _strip_annotations(function: _Function) -> None:
    function.returns = None
    for node in ast.iter_child_nodes(function.args):
        if isinstance(node, ast.arg):
            node.annotation = None


def _is_registered(function: _Function) -> bool:
    decorators = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(isinstance(d, ast.Attribute) and d.attr == "register" for d in decorators)
