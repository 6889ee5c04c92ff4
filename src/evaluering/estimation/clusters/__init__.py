"""Several units side by side: pooled, tested, shown against their limits and shrunk; never ranked."""
