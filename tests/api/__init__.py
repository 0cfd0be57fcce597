"""Compares the public interface of Flask with that of hipflask."""
