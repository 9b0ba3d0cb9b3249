"""Values that several people hold: found before anything is compared, each with its evidence and its class."""
