"""What a running pair is doing, asked of each region by itself. A region that does not answer delays nobody."""
