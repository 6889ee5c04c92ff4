"""From children to counts: who is counted, how long they were fully breastfed, and the panel without persons."""
