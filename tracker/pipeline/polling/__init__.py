"""Reading sources: each by one process at a time, within limits of hosts and time, written as it comes."""
