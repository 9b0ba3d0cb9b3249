"""Who is asked: all profiles, or those of which anything may be other than it was."""
