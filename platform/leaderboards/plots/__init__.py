"""One figure a module: from rows of the board to a Vega-Lite specification."""
