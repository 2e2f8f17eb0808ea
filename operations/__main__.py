"""`python -m operations`, which is the `standby` command."""

from operations.app import app

if __name__ == "__main__":
    app()
