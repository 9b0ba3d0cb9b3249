"""What people do, summed up for a person: who is alive, and which events belong to nobody."""
