"""The pure core: candles in; events, facts and a plan out."""
