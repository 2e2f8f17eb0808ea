"""Moving the writer to the other region: gates, steps, a journal that outlives a crash, and a report."""
