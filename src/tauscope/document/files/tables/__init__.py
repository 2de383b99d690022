"""Reading of tables as text: cells, columns of labels and values, and tables with a step in each row."""
