"""Kinds of values that the options of ``run`` take."""

from __future__ import annotations

import importlib
import os
import typing as t

import click

if t.TYPE_CHECKING:
    _ParamType = click.ParamType[t.Any]  # at run time generic only in later versions
else:
    _ParamType = click.ParamType

__all__ = ["CertParamType", "SeparatedPathType", "add_key_to_cert"]


class CertParamType(_ParamType):
    """A certificate file, the word ``adhoc``, or the import name of an :class:`ssl.SSLContext`."""

    name = "path"

    def __init__(self) -> None:
        #: Checks the path of a file: it must exist.
        self.path_type = click.Path(exists=True, dir_okay=False, resolve_path=True)

    def convert(
        self, value: t.Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> t.Any:
        """Return the file's path, ``"adhoc"``, or the context.

        :raises click.BadParameter: when it is none of these, or Python was built without TLS.
        """
        try:
            import ssl
        except ImportError:
            raise click.BadParameter(
                "this Python was built without the module 'ssl', so it cannot serve HTTPS.",
                ctx,
                param,
            ) from None
        try:
            return self.path_type(value, param, ctx)
        except click.BadParameter:
            text = str(value)
            if text.lower() == "adhoc":
                return _adhoc(ctx, param)
            context = _imported(text)
            if isinstance(context, ssl.SSLContext):
                return context
            raise click.BadParameter(
                f"{text!r} is no file, not 'adhoc', and not the import name of an SSLContext.",
                ctx,
                param,
            ) from None


class SeparatedPathType(click.Path):
    """Several paths in one value, separated as in ``PATH``: by ``:``, or ``;`` on Windows."""

    def convert(
        self, value: t.Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> t.Any:
        """Return a list of the paths, each of them checked."""
        convert = super().convert
        return [convert(item, param, ctx) for item in self.split_envvar_value(value)]


def add_key_to_cert(ctx: click.Context, param: click.Parameter, value: t.Any) -> t.Any:
    """Check that ``--key`` fits ``--cert``, and join the two into a pair. A Click callback."""
    cert = ctx.params.get("cert")
    if isinstance(cert, str) and cert != "adhoc":
        if value is None:
            raise click.BadParameter("a certificate file needs its key file.", ctx, param)
        ctx.params["cert"] = cert, value
    elif value is not None:
        if cert is None:
            raise click.BadParameter("it needs the certificate file too: '--cert'.", ctx, param)
        kind = "'adhoc'" if cert == "adhoc" else "an SSLContext"
        raise click.BadParameter(f"it cannot be used when '--cert' is {kind}.", ctx, param)
    return value


def _adhoc(ctx: click.Context | None, param: click.Parameter | None) -> str:
    try:
        importlib.import_module("cryptography")
    except ImportError:
        raise click.BadParameter(
            "making a certificate needs the package cryptography: 'pip install cryptography'.",
            ctx,
            param,
        ) from None
    return "adhoc"


def _imported(name: str) -> object:
    """Import ``module.attribute`` or ``module:attribute``; ``None`` when that is impossible."""
    from werkzeug.utils import import_string

    if os.sep in name:
        return None
    return t.cast(object, import_string(name, silent=True))
