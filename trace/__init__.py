"""Received materials, batches, activation of labels, scans."""
