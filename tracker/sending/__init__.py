"""Handing messages over: to a mail server, or to a service that passes them on."""
