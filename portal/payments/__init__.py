"""Fees received: at the desk and through gateways, their notices and receipts."""
