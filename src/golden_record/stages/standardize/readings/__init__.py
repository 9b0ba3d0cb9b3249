"""How each column of each source writes its values, where that is open: declared by the job, or learnt."""
