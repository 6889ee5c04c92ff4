"""The running tower: plans a run, executes notebooks, sets their pages and publishes them whole."""
