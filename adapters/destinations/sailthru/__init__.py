"""Sailthru (Sailthru by Zeta): users with free-form vars, and their lists."""
