"""Every row of every table of a SQLite file, as JSON: {table: [{column: value}]}. Bytes are in hexadecimal."""
import json
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1], timeout=60)
database.row_factory = sqlite3.Row


def plain(value):
    return value.hex() if isinstance(value, bytes) else value


names = [row["name"] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
tables = {
    name: [{column: plain(row[column]) for column in row.keys()} for row in database.execute(f'SELECT * FROM "{name}"')]
    for name in names
}
json.dump(tables, sys.stdout)
