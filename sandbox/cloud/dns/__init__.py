"""What Route 53 would answer, as pure functions: record sets and health in, an answer and the way to it out.

Each rule names the page of AWS's documentation that it follows. How long a change takes to show (checkers' intervals,
resolvers' caches) is not modelled: an answer is the one that Route 53 settles on.
"""
