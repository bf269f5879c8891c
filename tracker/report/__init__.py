"""Telling people: the same findings as a terminal table, as JSON and as Markdown. Nothing is decided here."""
