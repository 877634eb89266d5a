"""The comparisons, a module each: `measure(*, full, rounds)` gives a Section of the report."""
