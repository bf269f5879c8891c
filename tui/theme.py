"""The looks of the interface; but for `ansi`, every colour exists among the 256 of an old terminal."""

from textual.theme import BUILTIN_THEMES, Theme


def _theme(
    name: str,
    *,
    dark: bool,
    ground: tuple[str, str, str, str],
    roles: tuple[str, str, str, str, str, str],
    muted: str,
) -> Theme:
    """Make a theme: background, surface, panel and text; then what its six colours are for."""
    background, surface, panel, foreground = ground
    primary, secondary, accent, error, warning, success = roles
    return Theme(
        name=name,
        dark=dark,
        background=background,
        surface=surface,
        panel=panel,
        foreground=foreground,
        primary=primary,
        secondary=secondary,
        accent=accent,
        error=error,
        warning=warning,
        success=success,
        variables={
            "text-muted": muted,
            "scrollbar": panel,
            "scrollbar-hover": muted,
            "scrollbar-active": secondary,
            "scrollbar-background": background,
            "scrollbar-background-hover": background,
            "scrollbar-background-active": background,
            "input-selection-background": secondary,
        },
    )


TRACKER = _theme(
    "tracker",
    dark=True,
    ground=("#1c1c1c", "#262626", "#444444", "#d0d0d0"),
    roles=("#87afd7", "#5f87af", "#d7afff", "#ff8787", "#ffd787", "#87afaf"),
    muted="#8a8a8a",
)
LIGHT = _theme(
    "light",
    dark=False,
    ground=("#eeeeee", "#e4e4e4", "#c6c6c6", "#303030"),
    roles=("#005f87", "#005faf", "#870087", "#af0000", "#875f00", "#005f5f"),
    muted="#626262",
)
# Orange, yellow and blue keep apart for eyes that lack any one of the three cones.
COLOUR_BLIND = _theme(
    "colour-blind",
    dark=True,
    ground=("#1c1c1c", "#262626", "#444444", "#d0d0d0"),
    roles=("#5fafff", "#5f87d7", "#ffffff", "#ff8700", "#ffff87", "#87afd7"),
    muted="#8a8a8a",
)
CONTRAST = _theme(
    "contrast",
    dark=True,
    ground=("#000000", "#1c1c1c", "#767676", "#ffffff"),
    roles=("#87d7ff", "#87d7ff", "#ffafff", "#ff8787", "#ffff00", "#87ffd7"),
    muted="#c6c6c6",
)
# Only what the terminal itself calls black, red, green ...: as its owner set them, on dark and on light.
ANSI = Theme(
    name="ansi",
    ansi=True,
    dark=True,
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    foreground="ansi_default",
    primary="ansi_cyan",
    secondary="ansi_blue",
    accent="ansi_magenta",
    error="ansi_red",
    warning="ansi_yellow",
    success="ansi_green",
    variables=BUILTIN_THEMES["ansi-dark"].variables
    | {
        "text-muted": "ansi_bright_black",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_white",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
    },
)
THEMES = (
    (TRACKER, "calm and dark"),
    (LIGHT, "dark on light"),
    (COLOUR_BLIND, "orange and blue in place of red and green"),
    (CONTRAST, "white on black"),
    (ANSI, "the sixteen colours of the terminal"),
)
