"""The colours of the interface: a calm dark theme whose every colour exists among the 256 of an old terminal."""

from textual.theme import Theme

TRACKER = Theme(
    name="tracker",
    dark=True,
    background="#1c1c1c",
    surface="#262626",
    panel="#303030",
    foreground="#d0d0d0",
    primary="#87afd7",
    secondary="#5f87af",
    accent="#d7afff",
    error="#ff8787",
    warning="#ffd787",
    success="#87afaf",
    variables={
        "text-muted": "#8a8a8a",
        "scrollbar": "#444444",
        "scrollbar-hover": "#585858",
        "scrollbar-active": "#5f87af",
        "scrollbar-background": "#1c1c1c",
        "scrollbar-background-hover": "#1c1c1c",
        "scrollbar-background-active": "#1c1c1c",
        "input-selection-background": "#5f87af",
    },
)
