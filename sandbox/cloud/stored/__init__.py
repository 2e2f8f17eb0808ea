"""What AWS keeps, and hands back, in another form than it was given."""
