"""What the engine starts as `pulumi-resource-testing`: prints the port of a provider that the test's process serves.

Ends when the engine hangs up, and with it the test's provider.
"""

import os
import socket
import sys

connection = socket.create_connection(("127.0.0.1", int(os.environ["TESTING_PORT"])))
sys.stdout.write(connection.makefile().readline())
sys.stdout.flush()
sys.stdin.read()
