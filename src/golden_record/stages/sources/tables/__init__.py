"""Sources whose columns have types: DuckDB files, PostgreSQL servers, Delta tables, frames in memory."""
