"""Generated sites: their rules, the values that fit these, and where the application is mounted."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from hypothesis import strategies as st

from support.wsgi import environ_of

Values = dict[str, t.Any]

HOST = "example.com"
#: Any character that a URL can carry in a segment of its path. Werkzeug's patterns end at lines.
_CHARACTERS = st.characters(codec="utf-8", exclude_characters="/\n")
_SEGMENTS = st.text(_CHARACTERS, min_size=1, max_size=8)
_LABELS = st.from_regex(r"[a-z][a-z0-9]{0,7}", fullmatch=True)
_DECIMALS = st.integers(1, 10**9).map(lambda number: number / 64)  # written without an exponent

#: Converters, as they are written in a rule, and the values that they take.
CONVERTERS: dict[str, st.SearchStrategy[t.Any]] = {
    "string": _SEGMENTS,
    "string(length=3)": st.text(_CHARACTERS, min_size=3, max_size=3),
    "string(minlength=2, maxlength=4)": st.text(_CHARACTERS, min_size=2, max_size=4),
    "int": st.integers(0, 10**20),
    "int(fixed_digits=4)": st.integers(0, 9999),
    "int(min=3, max=9)": st.integers(3, 9),
    "int(signed=True)": st.integers(-(10**9), 10**9),
    "float": _DECIMALS,
    "float(signed=True)": _DECIMALS | _DECIMALS.map(lambda number: -number),
    "uuid": st.uuids(),
    "any(one, 'two words', drei)": st.sampled_from(["one", "two words", "drei"]),
}
_PATHS = st.lists(_SEGMENTS, min_size=1, max_size=3).map("/".join)
_ANYTHING = st.one_of(*CONVERTERS.values(), _PATHS, st.none(), st.just(""), st.binary(max_size=3))


@dataclass(frozen=True)
class Route:
    """One or two rules of an endpoint."""

    rules: list[tuple[str, Values]]
    """Each with its defaults."""
    name: str
    blueprints: list[str]
    """The prefixes of the blueprints it is in, outermost first; may hold variable parts."""
    place: Values
    """The option ``host`` or ``subdomain``, where the site has any."""
    values: Values
    """For :func:`url_for`."""
    fixed: Values
    """Defaults that no rule has a part for."""
    by_blueprint: bool
    """Whether a blueprint is registered with the defaults, and the outermost with the place."""

    @property
    def expected(self) -> Values:
        """What the view gets for :attr:`values`."""
        return {**self.values, **self.fixed}

    @property
    def host(self) -> str:
        """The host that its URLs are of."""
        host: str = self.place.get("host") or f"{self.place.get('subdomain', '')}.{HOST}"
        return host.replace("<tenant>", self.values.get("tenant", "")).lstrip(".")

    @property
    def endpoint(self) -> str:
        """The name of the endpoint, behind those of its blueprints."""
        names = [f"{self.name}b{depth}" for depth in range(len(self.blueprints))]
        return ".".join([*names, self.name])


@dataclass(frozen=True)
class Site:
    """The description of an application."""

    kind: str
    """``plain``, ``hosts`` or ``subdomains``."""
    mount: str
    """The path that the application is mounted at, decoded."""
    routes: list[Route]

    def build(self, framework: t.Any, view: t.Callable[..., t.Any]) -> t.Any:
        """Make an application of a framework, all of whose views are the same function."""
        app = framework.Flask(
            "site",
            root_path=".",
            static_folder=None,
            host_matching=self.kind == "hosts",
            subdomain_matching=self.kind == "subdomains",
        )
        app.testing = True
        if self.kind == "subdomains":
            app.config["SERVER_NAME"] = HOST
        for route in self.routes:
            _add(framework, app, route, view)
        return app

    def environ(self, path: str = "/", query: str = "", host: str = "") -> dict[str, t.Any]:
        """The environ of a request for a decoded path below the mount point (PEP 3333)."""
        return environ_of(
            path.encode().decode("latin-1"),
            SCRIPT_NAME=self.mount.encode().decode("latin-1"),
            QUERY_STRING=query,
            HTTP_HOST=host or HOST,
        )


def _add(framework: t.Any, app: t.Any, route: Route, view: t.Callable[..., t.Any]) -> None:
    parents = [app]
    for depth, _ in enumerate(route.blueprints):
        parents.append(framework.Blueprint(f"{route.name}b{depth}", "site", root_path="."))
    options: list[Values] = [{"url_prefix": prefix} for prefix in route.blueprints]
    place, fixed = route.place, route.fixed
    if route.by_blueprint:
        options[0].update(place)
        options[-1].update(url_defaults=fixed)
        place, fixed = {}, {}
    for rule, defaults in route.rules:
        parents[-1].add_url_rule(rule, route.name, view, defaults={**fixed, **defaults}, **place)
    # From the inside out: what is in a blueprint is registered with it.
    for depth in reversed(range(len(options))):
        parents[depth].register_blueprint(parents[depth + 1], **options[depth])


@st.composite
def _segment(draw: st.DrawFn, name: str, values: Values) -> str:
    """A segment with a variable part, the value for which is added to ``values``."""
    converter = draw(st.sampled_from(sorted(CONVERTERS)))
    values[name] = draw(CONVERTERS[converter])
    before, after = draw(st.sampled_from([("", ""), ("", ".html"), ("v", ""), ("é-", "!")]))
    return f"{before}<{converter}:{name}>{after}"


@st.composite
def _place(draw: st.DrawFn, kind: str, values: Values) -> Values:
    if kind == "plain":
        return {}
    if kind == "hosts":
        host = draw(st.sampled_from([HOST, "api.example.org:8080", "<tenant>.example.net"]))
        option = {"host": host}
    else:
        option = {"subdomain": draw(st.sampled_from(["", "admin", "<tenant>"]))}
    if "<tenant>" in str(option):
        values["tenant"] = draw(_LABELS)
    return option


@st.composite
def _route(draw: st.DrawFn, kind: str, number: int) -> Route:
    name = f"r{number}"
    values: Values = {}
    place = draw(_place(kind, values))
    blueprints = [f"/{name}b{depth}" for depth in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()) and blueprints:
        blueprints[-1] += "/" + draw(_segment("prefix", values))

    # The first segment is the route's own, so that no two routes fit one path.
    rule = f"/{name}"
    for index in range(draw(st.integers(0, 2))):
        rule += "/" + draw(_segment(f"v{index}", values))
    fixed: Values = draw(st.sampled_from([{}, {"fixed": 1}]))
    if draw(st.booleans()):
        values["path"] = draw(_PATHS)
        rule += "/<path:path>" + draw(st.sampled_from(["", "/edit", "/"]))
        rules: list[tuple[str, Values]] = [(rule, {})]
    elif draw(st.booleans()):
        values["page"] = draw(st.integers(1, 3))
        rules = [(f"{rule}/", {"page": 1}), (f"{rule}/page/<int:page>", {})]
    else:
        rules = [(rule + draw(st.sampled_from(["", "/"])), {})]
    by_blueprint = draw(st.booleans()) and bool(blueprints) and kind != "hosts"
    return Route(rules, name, blueprints, place, values, fixed, by_blueprint)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Sites of one to three endpoints, with values for each."""
    kind = draw(st.sampled_from(["plain", "hosts", "subdomains"]))
    mount = draw(st.sampled_from(["", "/app", "/a/b", "/grüße app"]))
    count = draw(st.integers(1, 3))
    return Site(kind, mount, [draw(_route(kind, number)) for number in range(count)])


@st.composite
def values_for(draw: st.DrawFn, site: Site) -> tuple[Route, Values]:
    """A route and values that may be missing, too many or of another type than it takes."""
    route = draw(st.sampled_from(site.routes))
    values = dict(route.values)
    names = sorted({*values, "fixed", "more"})
    for name in draw(st.lists(st.sampled_from(names), max_size=2)):
        values[name] = draw(_ANYTHING)
    for name in draw(st.lists(st.sampled_from(names), max_size=1)):
        values.pop(name, None)
    return route, values
