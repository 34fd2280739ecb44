"""Settings, addresses and the API assembled: the only room that knows all others."""
