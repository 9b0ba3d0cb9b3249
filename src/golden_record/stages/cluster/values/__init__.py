"""What the values of records say, whether the records were compared or not."""
