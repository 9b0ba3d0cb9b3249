"""How good is the result, where nobody knows the truth: pairs for people to judge, and what their answers say."""
