"""A mart made from the last one: a copy in which only what has changed since is written anew."""
