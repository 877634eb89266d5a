"""Loading a build into a running store: what changed, at one stroke where the store can, checked afterwards."""
