"""What the links inside profiles rest on: what attributes weigh in them, and which rules found them."""
