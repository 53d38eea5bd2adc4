"""Tables that come in and go out as CSV or XLSX: within limits, as plain text, never as formulas."""

import tablib
from django.core.exceptions import ValidationError
from import_export.formats.base_formats import Format

from . import csv, xlsx
from .rows import CELL, COLUMNS, FILE_BYTES, MEGABYTE, ROWS, TOO_LONG, check_names, day, inert, plain

__all__ = ["COLUMNS", "CSV", "FILE_BYTES", "MEGABYTE", "ROWS", "XLSX", "check_names", "day", "plain"]


class Table(Format):
    def __init__(self, encoding=None):
        self.encoding = encoding  # the file says its own

    def get_title(self):
        return self.title

    def get_extension(self):
        return self.title.lower()

    def get_content_type(self):
        return self.content_type

    def can_import(self):
        return True

    can_export = can_import

    def create_dataset(self, data):
        if len(data) > FILE_BYTES:
            raise ValidationError(f"This file is larger than {FILE_BYTES // MEGABYTE} MB.")
        names, rows = self.read(data)
        return tablib.Dataset(*rows, headers=names)

    def export_data(self, dataset, **kwargs):
        rows = [[plain(cell) for cell in row] for row in dataset]
        for number, row in enumerate(rows, 2):
            if max(map(len, row)) > CELL:
                raise ValueError(f"Row {number}: a cell has {TOO_LONG} It could not come back.")
        return self.write(dataset.headers, [[inert(cell) for cell in row] for row in rows])


class CSV(Table):
    title = "CSV"
    content_type = "text/csv; charset=utf-8"
    read = staticmethod(csv.read)
    write = staticmethod(csv.write)


class XLSX(Table):
    title = "XLSX"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    read = staticmethod(xlsx.read)
    write = staticmethod(xlsx.write)
