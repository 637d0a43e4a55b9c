"""Reference predictors, and the synthetic set they can be tried on. No Django."""
