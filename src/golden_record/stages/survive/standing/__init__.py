"""Claims that may stand for a value: filters, trust, and what each strategy looks at."""
