"""The objects of the recorded organisation, as tables."""
