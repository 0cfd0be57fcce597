"""Tests that run in Pyodide only: what waits there is suspended (WebAssembly stack switching)."""
