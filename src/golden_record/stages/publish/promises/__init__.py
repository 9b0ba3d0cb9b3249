"""What a finished mart promises its readers, and how that is checked before anybody sees it."""
