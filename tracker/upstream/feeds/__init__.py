"""Reading Atom and RSS: from bytes of any kind to the entries they hold."""
