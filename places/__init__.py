"""Dated administrative units and their successions; villages."""
