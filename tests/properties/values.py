"""Generated values for sessions: all that the tags know, and dicts that look like tags."""

from __future__ import annotations

import typing as t
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st
from markupsafe import Markup

_TAG_KEYS = [" di", " t", " b", " m", " u", " d", " t__", " di__", "__", " ", ""]
_KEYS = st.sampled_from(_TAG_KEYS) | st.text(max_size=4)

_LEAVES: st.SearchStrategy[t.Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=6),
    st.binary(max_size=6),
    st.text(max_size=6).map(Markup),
    st.uuids(),
)
#: What an HTTP date can tell: seconds, in UTC. Earlier years are read as of two digits.
_SECONDS = st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0, fold=0)
)
_ZONES: st.SearchStrategy[t.Any] = st.none() | st.integers(-1439, 1439).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
_MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=_ZONES)


class Html:
    """An object that is no text, but has a representation in HTML."""

    def __html__(self) -> str:
        return "<b>&</b>"


def _nested(leaves: st.SearchStrategy[t.Any]) -> st.SearchStrategy[t.Any]:
    def containers(inner: st.SearchStrategy[t.Any]) -> st.SearchStrategy[t.Any]:
        lists = st.lists(inner, max_size=3)
        return st.one_of(
            lists,
            lists.map(tuple),
            st.dictionaries(_KEYS, inner, max_size=3),
            st.dictionaries(st.sampled_from(_TAG_KEYS), inner, min_size=1, max_size=1),
        )

    return st.recursive(leaves, containers, max_leaves=8)


#: Values that come back as they were.
kept_values = _nested(_LEAVES | _SECONDS)
#: Values some of which come back as something else, or can't be written.
any_values = _nested(
    st.one_of(_LEAVES, _MOMENTS, st.builds(Html), st.just(object()), st.dates(), st.decimals())
)
#: What a session holds.
sessions = st.dictionaries(_KEYS, kept_values, min_size=1, max_size=3)
