"""From deliveries to a checked panel with decisions, saved by fingerprint; and the questions kernels ask of it."""
