"""The pages of things that rows name by their keys: `{% load subjects %}`."""

from django import template

from portal import subjects

register = template.Library()


@register.simple_tag
def page_of(key: str) -> str:
    """`{% page_of notice.page as address %}`: the address of a thing's page, or empty."""
    return subjects.page_of(key)
