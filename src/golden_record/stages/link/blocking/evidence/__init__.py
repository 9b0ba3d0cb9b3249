"""A rough opinion on a pair, without any model: enough to tell rules that find people from noise."""
