"""Properties are checked with the same examples on each run, as fast as the machine can."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],  # measures the time that a busy machine takes
)
settings.load_profile("steady")
