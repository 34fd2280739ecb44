"""The benchmark of the registry: a throw-away database, filled, whose lists are opened."""
