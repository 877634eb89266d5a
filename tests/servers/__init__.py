"""Real triple stores on loopback for the tests, one module each. README.md says how to use them."""
