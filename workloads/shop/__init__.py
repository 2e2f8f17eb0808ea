"""The shop. `web` answers customers and keeps nothing; `worker` places the orders that `web` accepted."""
