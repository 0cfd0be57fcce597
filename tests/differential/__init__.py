"""One application behind a native server and in an export; the browser must not tell them apart."""
