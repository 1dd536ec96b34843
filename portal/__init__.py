"""Cổng Một cửa."""
