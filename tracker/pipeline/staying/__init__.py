"""Staying up: what is read when, and which files say so."""
