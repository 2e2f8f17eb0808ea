"""Load balancers, containers, scaling, images, DNS."""
