"""Criteria sets, dossiers, councils, scoring and decisions of OCOP."""
