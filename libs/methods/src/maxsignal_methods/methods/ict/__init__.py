"""ICT: time, liquidity and the arrays of price delivery."""
