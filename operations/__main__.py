"""`python -m operations`, which is the `standby` command."""

from operations.signalled import end_while_loading


def main() -> None:
    """The command, which a signal ends with a sentence from its first moment on."""
    end_while_loading()

    from operations.cli.app import app  # noqa: PLC0415 - it takes a while, and a signal may come meanwhile

    app()


if __name__ == "__main__":
    main()
