"""Load balancers, containers, scaling, images."""
