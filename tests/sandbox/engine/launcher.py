"""What the engine starts as `pulumi-resource-testing`: prints the port of a provider that the test's process serves.

Where TESTING_JOURNALS is set, that provider keeps a journal of its creates, as the engine asked it to. Ends when the
engine hangs up, and with it the test's provider.
"""

import os
import socket
import sys

connection = socket.create_connection(("127.0.0.1", int(os.environ["TESTING_PORT"])))
folder = os.environ.get("STANDBY_CREATE_JOURNAL", "") if "TESTING_JOURNALS" in os.environ else ""
connection.sendall(f"{folder}\n".encode())
sys.stdout.write(connection.makefile().readline())
sys.stdout.flush()
sys.stdin.read()
