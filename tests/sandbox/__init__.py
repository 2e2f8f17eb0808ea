"""The sandbox: engine, providers, cloud, and what they show of the program."""
