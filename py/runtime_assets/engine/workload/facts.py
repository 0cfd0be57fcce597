"""What views compute."""

from __future__ import annotations

import base64
import csv
import enum
import functools
import hashlib
import io
import itertools
import json
import math
import operator
import os
import random
import re
import secrets
import string
import time
import typing as t
import unicodedata
import uuid
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

if t.TYPE_CHECKING:
    from collections.abc import Iterator


class Mood(enum.Enum):
    CALM = "calm"
    BUSY = "busy"


@dataclass(order=True)
class Note:
    created: datetime
    title: str
    author: str = field(compare=False)
    tags: list[str] = field(default_factory=list, compare=False)


class Stock:
    """Descriptors, slots, operators and iteration, as classes have them."""

    __slots__ = ("__dict__", "__weakref__", "_items", "name")

    other: Stock | None = None
    others: t.Any = None

    def __init__(self, name: str, items: dict[str, int]) -> None:
        self.name = name
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[str]:
        yield from sorted(self._items, key=self._items.__getitem__, reverse=True)

    def __getitem__(self, name: str) -> int:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stock) and self._items == other._items

    def __hash__(self) -> int:
        return hash((self.name, *self._items.items()))

    @functools.cached_property
    def unusable(self) -> int:
        return 0

    @property
    def total(self) -> int:
        return sum(self._items.values())


def facts(folder: Path) -> dict[str, t.Any]:
    """Compute something of each kind; a file goes to the folder."""
    return {
        "numbers": numbers(),
        "texts": texts(),
        "collections": collections_(),
        "objects": objects(),
        "times": times(),
        "files": files(folder),
        "caught": caught(),
    }


def numbers() -> list[t.Any]:
    price, rate = 19.99, 0.19
    return [
        round(price * (1 + rate), 2),
        f"{price:,.2f} {12345678:,} {255:#06x} {0.256:.1%} {1e21:g} {7:>4}|{'x':^5}|{-3:+d}",
        divmod(-17, 5),
        2**100 % 97,
        10**30 // 7**20,
        int("ff", 16),
        float("3.25e-2"),
        math.sqrt(2) + math.floor(2.7) + math.ceil(2.1) + math.log(10) + math.sin(1),
        str(Decimal("1.10") + Decimal(2) / 3),
        sum(x * x for x in range(10)) / len(range(10)),
        max([3, 1, 2]) - min(3, 1) + abs(-2),
        random.Random(1).randint(1, 6),
        random.choice([1, 2, 3]) and None,
        hash(1.5) and 5 & 3 | 8 ^ 2 << 3 >> 1,
        bool(1.0) and not 0,
    ]


def texts() -> list[t.Any]:
    text = "  Größe, naïve café \N{EM DASH} 'quoted' & <b>bold</b>\n\tsecond line  "
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKD", text).casefold()).strip("-")
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["a", 1], ["b,c", 2.5]])
    return [
        slug,
        text.strip().upper().title().split(", ", 1),
        text.replace("é", "e").partition("\N{EM DASH}"),
        text.splitlines(),
        "-".join(reversed("abc")),
        "%s has %d (%.2f%%) %r" % ("Ada", 3, 50.0, "x"),  # noqa: UP031
        "{0!r:>10} {name}".format(*"x", name="n"),
        text.encode().decode("utf-8").encode("latin-1", "replace").hex()[:20],
        base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("="),
        string.Template("$who").substitute(who="me"),
        text.find("naïve"),
        text.count("e"),
        "abc".startswith(("a", "b")) and "abc"[::-1].endswith("a") and "b" in "abc",
        *["1", "2", "3"],
        *re.split(r"\s*[,;]\s*", "a, b;c"),
        re.fullmatch(r"([a-z]+)@([a-z]+\.)+[a-z]{2,}", "ada@example.org") is not None,
        "ab1".isalnum() and "12".isdigit() and "x".isidentifier() and "é".isalpha(),
        "x".zfill(3).ljust(5, ".").rjust(7).center(9).translate({ord("x"): "y"}),
        list(csv.reader(buffer.getvalue().splitlines())),
        (bytearray(b"abc")[1:] + bytes([100])).decode(),
        bool(secrets.token_hex(8)) and bool(uuid.uuid4()),
    ]


def collections_() -> list[t.Any]:
    groups = defaultdict(list)
    for word in ["pear", "plum", "apple", "fig"]:
        groups[word[0]].append(word)
    queue = deque([1, 2, 3], maxlen=3)
    queue.append(4)
    queue.rotate(1)
    first, *rest = sorted(groups.items(), key=operator.itemgetter(0))
    table: dict[int, dict[t.Any, int]] = {x: dict.fromkeys(range(3), x) for x in range(3)}
    table.update({9: {}})
    table.setdefault(4, {}).update(a=1)
    numbers_ = [5, 3, 8]
    numbers_.sort(reverse=True)
    numbers_.insert(1, 7)
    numbers_.extend(range(2))
    del numbers_[0]
    numbers_[1:2] = [6, 6]
    return [
        first,
        rest,
        list(queue),
        table.pop(9),
        {key: value for key, value in table.items() if value},
        sorted({1, 2} | {2, 3} - {1} & {3} ^ {4}),
        [
            *itertools.chain([1], itertools.islice(itertools.count(), 2)),
            *zip("ab", [1, 2], strict=True),
        ],
        [list(group) for _, group in itertools.groupby([1, 1, 2])],
        list(enumerate(map(str, filter(None, [0, 1, 2])), start=1)),
        any(x > 2 for x in numbers_) and all(numbers_[:1]),
        functools.reduce(operator.add, numbers_, 0),
        list(OrderedDict(a=1, b=2)) + list({"x": 1} | {"y": 2}),
        frozenset("ab") == {"a", "b"} and (1, 2) < (1, 3) and [1] * 2 + [None],
        numbers_.index(6) + numbers_.count(6) + len(numbers_.copy()),
    ]


def objects() -> list[t.Any]:
    stock = Stock("shop", {"nut": 3, "bolt": 5})
    counted = Counter("hello")
    namespace = SimpleNamespace(**asdict(Note(datetime.min, "a", "b")))

    @functools.lru_cache(maxsize=8)
    def square(number: int) -> int:
        return number * number

    def kinds(*values: t.Any, **named: t.Any) -> Iterator[str]:
        for value in values:
            match value:
                case [first, *_]:
                    yield f"list of {type(first).__name__}"
                case {"name": str(name)}:
                    yield name
                case Mood():
                    yield value.name
                case _:
                    yield repr(value)
        yield from named

    return [
        garbage(),
        list(stock),
        len(stock) + stock.total + stock["nut"],
        "nut" in stock and hash(stock) and stock == Stock("shop", {"nut": 3, "bolt": 5}),
        square(3) + square(3) + functools.partial(pow, 2)(3),
        list(kinds([1], {"name": "n"}, Mood.BUSY, 1.5, key=1)),
        counted.most_common(1),
        getattr(namespace, "title", None),
        hasattr(stock, "name") and callable(square) and issubclass(Mood, enum.Enum),
        vars(namespace).keys() >= {"title"},
        json.loads(json.dumps({"a": [1, {"b": None}], "c": "ü\n"}, indent=1, sort_keys=True)),
    ]


def garbage() -> int:
    """Leave what refers to itself, and is referred to, until it is collected."""
    gone: list[str] = []
    stock = Stock("cycle", {})
    stock.other = stock
    stock.others = others_of(stock)
    weakref.finalize(stock, gone.append, stock.name)
    reference = weakref.ref(stock, lambda _: gone.append("unseen"))
    del stock
    kept: list[list[t.Any]] = []
    while not gone and len(kept) < 100_000:
        kept.append([reference, kept])
    return len(kept)


def others_of(stock: Stock) -> list[t.Any]:
    """Objects of many kinds that lead to the one that leads to them."""

    def recursive(depth: int) -> Stock:
        return recursive(depth - 1) if depth else stock

    def endless() -> Iterator[Stock]:
        while True:
            yield stock

    iterator = endless()
    mapping = {"stock": next(iterator), "recursive": recursive}
    error = ValueError(stock)
    try:
        raise error
    except ValueError as caught_:
        mapping["error"] = caught_
    local = type("Local", (Stock,), {"stock": stock})
    bound = functools.partial(stock.__contains__, stock)
    queue = deque([stock])
    return [mapping, iterator, local, bound, queue, {bound}, (stock,), SimpleNamespace(a=stock)]


def times() -> list[t.Any]:
    moment = datetime(2024, 2, 28, 12, 30, tzinfo=UTC)
    today = date(2024, 3, 1)
    return [
        (moment + timedelta(days=1, hours=2)).isoformat(),
        (today - moment.date()).days,
        moment.strftime("%A, %d. %B %Y %H:%M:%S"),
        datetime.fromisoformat("2024-03-01T10:00:00+01:00").astimezone(UTC).timestamp(),
        today.weekday() + today.isocalendar().week,
        datetime.fromtimestamp(0, UTC) < datetime.now(UTC),
        bool(time.time()) and time.strftime("%Y", time.gmtime(0)),
    ]


def files(folder: Path) -> list[t.Any]:
    path = folder / "settings.json"
    for theme in "light", "dark":
        path.write_text(json.dumps({"theme": theme}), "utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")
    with path.open(encoding="utf-8") as file:
        lines = [line.rstrip() for line in file]
    return [
        lines,
        sorted(one.name for one in folder.iterdir()),
        path.stat().st_size,
        path.suffix + path.stem + path.parent.name,
        os.path.join("a", "b"),
        path.read_bytes()[:4].decode(),
        path.exists() and path.is_file() and not path.is_dir(),
        os.environ.get("HOME") is not None,
    ]


def caught() -> list[str]:
    found = []
    empty: dict[str, str] = {}
    for attempt in (lambda: 1 / 0, lambda: empty["x"], lambda: int("x"), lambda: [1][1]):
        try:
            attempt()
        except (ArithmeticError, LookupError) as error:
            found.append(f"{type(error).__name__}: {error}")
        except ValueError as error:
            found.append(str(error))
        finally:
            found.append("done")
    return found
