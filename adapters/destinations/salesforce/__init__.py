"""Salesforce: all that Joey knows of it."""
