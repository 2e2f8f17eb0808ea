"""Files that a person or an engine wrote, as text."""

from pathlib import Path

from operations.errors import OperationError
from pulumi_yaml.whole_file import bytes_of_file

# How a file of another encoding begins; PowerShell 5's `>` writes the first one.
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16, big-endian", b"\xef\xbb\xbf": "UTF-8 with a byte order mark"}


def text_of_file(path: Path) -> str:
    """Read UTF-8 without a byte order mark. Raises OperationError for another encoding, and for what is not there."""
    try:
        read = bytes_of_file(path)
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror or error})"
        raise OperationError(msg) from error
    mark = next((name for start, name in _MARKS.items() if read.startswith(start)), "")
    try:
        text = read.decode()
    except UnicodeDecodeError as error:
        found = mark or f"byte {error.start} is {read[error.start]:#04x}"
        msg = f"{path} is not UTF-8 ({found}); write it anew as UTF-8 (PowerShell: | Out-File -Encoding utf8NoBOM)"
        raise OperationError(msg) from None
    if "\0" in text:
        msg = f"{path} is no UTF-8 text (it holds zero bytes, as UTF-16 does); write it anew as UTF-8"
        raise OperationError(msg)
    if mark:
        msg = f"{path} is {mark}; write it anew without one (PowerShell: | Out-File -Encoding utf8NoBOM)"
        raise OperationError(msg)
    return text
