"""People who sign in, and officers' duties per administrative unit."""
