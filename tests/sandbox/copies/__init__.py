"""Emulated AWS's that are copies: what takes a minute to bring up is brought up once, and copied in a moment."""
