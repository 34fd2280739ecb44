"""Plans, indicators and measures of the communes' targets."""
