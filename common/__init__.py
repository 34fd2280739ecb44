"""Used by several rooms, no tables: errors, text, quantities, dates, constraints, locks."""
