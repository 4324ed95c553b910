"""Marketo Engage: leads by e-mail or another field, static lists."""
