"""Lines of text files as bytes: where each begins, and a hash by which the next load knows it before it reads it."""
