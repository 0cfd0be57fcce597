"""Benchmarks: how fast hipflask is beside what its users know, as ratios within one run."""
