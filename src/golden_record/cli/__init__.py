"""The command line: parse, delegate, print. Nothing here computes, and nothing else prints."""
