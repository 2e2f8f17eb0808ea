"""What each rule sees of AWS's answers, and what stops a failover."""
