"""Forecasts: how likely a target is for births that cannot be counted yet, and how such forecasts have done before."""
