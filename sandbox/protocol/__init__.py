"""What engine and providers share of Pulumi's protocols."""
