"""The model as an artefact: its versions, the frequencies that belong to it, its uses, and signs of its age."""
