"""Delivery: one pipeline that carries Exports to any vendor."""
