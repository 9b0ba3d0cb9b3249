"""The only door to an engine: connections, quoting, transactions, contracts."""

from golden_record.warehouse.connection import Resources, Warehouse
from golden_record.warehouse.sql import ident, literal, stack, tidy

__all__ = ["Resources", "Warehouse", "ident", "literal", "stack", "tidy"]
