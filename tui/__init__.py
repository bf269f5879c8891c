"""The terminal interface: a drill-down from all environments to one finding and its reasons."""
