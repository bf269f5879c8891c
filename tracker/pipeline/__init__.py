"""The use cases, one a module: each introduces the rooms to one another and hands records from one to the next."""
