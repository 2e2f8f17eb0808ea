"""Resource types by which AWS itself moves an application to another region."""
