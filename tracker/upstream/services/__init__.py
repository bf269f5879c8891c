"""What services know of components: how long they are supported, which vulnerabilities they have."""
