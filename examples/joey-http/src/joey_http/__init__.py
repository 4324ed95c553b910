"""Http as a destination of Joey: a plugin, and a Sandbox that behaves as the vendor does."""
