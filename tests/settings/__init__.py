"""What a stack file may say."""
