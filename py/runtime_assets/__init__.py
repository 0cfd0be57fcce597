"""Makes the browser runtime that every wheel of hipflask carries; not part of a wheel itself.

`hook` is called by the build backend, `pipeline` says what is made of what.
"""
