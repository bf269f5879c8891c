"""Telling people: what is due to whom, and handing it over."""
