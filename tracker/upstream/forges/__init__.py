"""Where each kind of forge keeps its releases, and how its answers are read."""
