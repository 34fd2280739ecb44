"""Label runs, serials, QR codes, sheets."""
