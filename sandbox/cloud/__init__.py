"""An AWS on this machine: ministack behind a gateway that adds what it lacks, logs every call and injects faults."""
