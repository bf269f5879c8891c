"""Asking support and vulnerability services about what is in use, beside the reading of feeds."""
