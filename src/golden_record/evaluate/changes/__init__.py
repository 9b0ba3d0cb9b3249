"""What a run would change, read from the state that it would leave: records, profiles, ids, the largest moves."""
