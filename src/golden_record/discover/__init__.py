"""Look at files before there is a job: what their columns hold, and the job that they suggest."""
