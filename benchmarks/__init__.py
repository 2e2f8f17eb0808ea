"""How long runs take, as ratios measured in one run; `python -m benchmarks`. Nothing here passes or fails."""
