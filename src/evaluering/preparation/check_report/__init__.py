"""The report on a check of deliveries: for the screen, as a page and as a workbook."""
