"""What AWS hands back in another form."""
