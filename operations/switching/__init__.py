"""Changing the strategy of a running pair: what it would do, and doing it, in an order that harms nobody."""
