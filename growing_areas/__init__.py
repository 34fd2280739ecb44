"""Growing areas, their codes and plots, harvests."""
