"""Households of those alone whom a change may concern."""
