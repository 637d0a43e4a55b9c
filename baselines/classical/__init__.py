"""Classical measures of image quality as torch modules."""
