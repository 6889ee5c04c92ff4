"""Checks of a before-and-after: how far the change found at the start can be doubted, each as an object."""
