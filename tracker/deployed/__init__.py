"""What runs where: the watchlists folder and its files.

`folder` is imported late, since it needs pydantic.
"""
