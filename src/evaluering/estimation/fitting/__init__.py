"""The algebra of the error models: arrays in, frozen records out; one file per error model."""
