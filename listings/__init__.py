"""Channels, stalls, listings and sales."""
