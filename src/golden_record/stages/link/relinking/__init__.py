"""Links around what changed: the records that are other, the blocks that they touch, the groups that follow."""
