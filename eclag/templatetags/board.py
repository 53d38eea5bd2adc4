"""The first page of the admin asks here for what is to be done."""

from django import template

from eclag.board import board_for

register = template.Library()
register.simple_tag(board_for)
