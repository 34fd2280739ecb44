"""What several rooms use and no table belongs to: errors, text, quantities, dates, constraints."""
