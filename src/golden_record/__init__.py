"""Customer identity resolution: one YAML job from messy sources to golden profiles."""

__version__ = "0.1.0"
