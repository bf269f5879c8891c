"""Asking servers: conditional, polite, bounded in time and size."""
