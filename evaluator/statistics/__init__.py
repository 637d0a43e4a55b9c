"""What a score is worth: uncertainty, comparisons, raters, and checks of a competition's data."""
