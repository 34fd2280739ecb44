"""Small helps for page templates: `{% load pages %}`."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader_tags import BlockNode

from common.shown import number

register = template.Library()


@register.tag
def same_block(parser: Parser, token: Token) -> BlockNode:
    """`{% same_block title %}`: show a block once more, where another place defines it.

    Django allows each block once a template. A page names itself once, in its block `title`,
    and that stands both in the browser's tab and as its heading.
    """
    _, name = token.split_contents()
    return BlockNode(name, NodeList())


@register.filter
def up_to(count: int, most: int) -> str:
    """`{{ count|up_to:1000 }}`: the count, "1.000+" when it is more."""
    return f"{number(most)}+" if count > most else number(count)
