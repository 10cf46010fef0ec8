"""Reports: figures over a period, grouped, each with its definition and the rows behind it."""
