"""A Flask app that fits in your pocket."""
