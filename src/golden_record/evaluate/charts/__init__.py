"""Pictures of what the engine decided, drawn without a network or a script; the only place that knows altair."""
