"""The reference workload, a small shop: its code, and the declaration of what it needs from a platform."""
