"""Publications: which one is the mart, which earlier ones are kept beside it, and how one of them comes back."""
