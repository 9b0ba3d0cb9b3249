"""From how many people on a value says less: the numbers behind the classes of shared values, with their reasons."""

from __future__ import annotations

FEWEST_RECORDS = 3
"""Records below which a value is not looked at: two records are what matching itself is about."""

MOST_PERSONAL = 2
"""Initials of given names up to which a value is a person's own: a couple still shares proof.

First letters, because they survive nearly every typing slip and most short forms; whole names do not.
"""

MOST_PERSONAL_DATES = 8
"""Birth dates up to which a value is a person's own: dates are mistyped too often for a lower bar."""

MOST_NAMELESS = 30
"""Records up to which a value is a person's own where no holder has a name or a birth date to tell people apart."""

LARGE_INITIALS, LARGE_FAMILIES = 4, 3
"""Initials and family names from which a value is an organisation's: households seldom know a third family name."""

CROWD_GIVEN, CROWD_FAMILIES, CROWD_DATES = 20, 15, 50
"""Names, or birth dates, of a crowd: more than an office shares as a rule. Dates count even where names are missing."""

CROWD_SHARE = 0.005
"""Share of an attribute's records from which a crowd's value is junk: no organisation has one in 200 customers."""

MULTITUDE = 100
"""Given names, and family names, from which a value is junk however large the data: it can be nobody's contact."""

DATE_SPIKE = 20
"""Times the usual frequency from which a birth date is a form's default, if it also has a crowd's share and names."""

CONSTANT_SHARE, CONSTANT_RECORDS = 0.95, 100
"""Share and number of filled records from which on an attribute with one value says nothing about anyone."""
