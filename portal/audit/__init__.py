"""What an auditor looks at: one code whole, the codes of an office, all of it in one file."""
