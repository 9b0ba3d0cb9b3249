"""From one load to the next: what must be read again, which records are other, and which are no longer delivered."""
