"""What goes on the path of every Python that is watched."""
