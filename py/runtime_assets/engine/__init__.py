"""Makes of Pyodide's engine what a browser has less to read and to compile of."""
