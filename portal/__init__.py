"""Home, the page behind a label, pages over several subjects."""
