"""Organisations of every kind and the people who work in them."""
