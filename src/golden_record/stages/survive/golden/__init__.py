"""The wide table of golden profiles: made anew, or where profiles have changed."""
