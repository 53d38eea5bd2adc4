"""Long lists come in pages."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404

ROWS = 50


def paged(rows, number, count=None, size=ROWS):
    """The page of the rows that has that number (None is the first); raises Http404 where there is none.

    Who knows already how many rows there are says so in `count`; a page has `size` of them.
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(number or 1)
    except InvalidPage as error:
        raise Http404 from error
