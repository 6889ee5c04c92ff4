"""What each source delivers, read into the common tables: children, births, reports and published figures."""
