"""How complete, sound and useful each field of each source is: the rows of `ops.source_quality`."""
