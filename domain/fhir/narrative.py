"""Is a narrative harmless XHTML? An allow-list over a real XML parse (https://hl7.org/fhir/R4/narrative.html).

What a browser might read otherwise than an XML parser is refused as well: sections, instructions, odd comments.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
DEEPEST = 64

TAG_NAMES = """
a abbr acronym address b bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em
h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead
tr tt ul var
"""
ATTRIBUTE_NAMES = """
abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff
charset class clear color colspan compact coords datetime dir frame headers height hreflang hspace id lang
name noshade nowrap rel rev rowspan rules scope shape size span start summary tabindex title type valign
value vspace width
"""
TAGS = frozenset(f"{XHTML}|{tag}" for tag in TAG_NAMES.split())
ATTRIBUTES = frozenset((*ATTRIBUTE_NAMES.split(), f"{XML}|lang", f"{XML}|space", f"{XML}|id"))
ADDRESSES = frozenset({"href", "cite", "longdesc"})
SCHEMES = frozenset({"http", "https", "mailto", "tel", "urn"})
PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "jpg", "gif", "webp"))
BESIDE = re.compile(r"[a-z0-9_][a-z0-9_./\-]*")
"""A relative address: what is fetched by it comes from where the narrative itself comes from."""
STYLE_PICTURE = re.compile(
    r"""url\(["']?(?:data:image/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=]*|[a-z0-9_][a-z0-9_./\-]*)["']?\)"""
)
STYLE_DANGERS = ("url(", "expression(", "image(", "image-set(", "javascript:", "@", "\\", "/*", "-moz-", "behavior:")
BLANKS = dict.fromkeys(range(33))


class _Refused(Exception):
    """The reason why the narrative is refused."""


def fault(div: str) -> str | None:
    """Say what is wrong with the ``div``; None if it may be kept and shown."""
    reader = _Reader()
    try:
        reader.parser.Parse(div, True)
    except _Refused as refused:
        return str(refused)
    except (expat.ExpatError, ValueError):
        return "The narrative is not well-formed XHTML (only XML's own entities are known)."
    return None if reader.said else "The narrative has neither text nor a picture."


class _Reader:
    """One pass over one narrative; raises at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.said = False
        self.depth = 0
        parser = self.parser = expat.ParserCreate(namespace_separator="|")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.CommentHandler = self._comment
        parser.StartDoctypeDeclHandler = self._declared
        parser.EntityDeclHandler = self._declared
        parser.ProcessingInstructionHandler = self._declared
        parser.XmlDeclHandler = self._declared
        parser.StartCdataSectionHandler = self._declared

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.depth and name != f"{XHTML}|div":
            raise _Refused("The narrative is not one div of XHTML.")
        if name not in TAGS:
            raise _Refused("The narrative uses an element that is not allowed there.")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Refused(f"The narrative is nested deeper than {DEEPEST} levels.")
        if name == f"{XHTML}|img":
            self.said = True
        for attribute, value in attributes.items():
            if attribute not in ATTRIBUTES:
                _attribute(attribute, value)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _words(self, words: str) -> None:
        if not words.isspace():
            self.said = True
            self.parser.CharacterDataHandler = None

    def _comment(self, words: str) -> None:
        if "<" in words or ">" in words:
            raise _Refused("The narrative hides markup in a comment.")

    def _declared(self, *_anything: object) -> NoReturn:
        raise _Refused("The narrative has a declaration, an instruction or an unparsed section.")


def _attribute(name: str, value: str) -> None:
    """Judge an attribute that holds an address or a style; refuse any other."""
    plain = value.translate(BLANKS).casefold()
    if name in ADDRESSES:
        scheme, colon, _ = plain.partition(":")
        if colon and scheme not in SCHEMES and not set(scheme) & set("/?#"):
            raise _Refused("The narrative has a link of a kind that is not allowed.")
    elif name == "src":
        if not plain.startswith(("#", *PICTURES)) and not BESIDE.fullmatch(plain):
            raise _Refused("The narrative has a picture that is fetched from elsewhere.")
    elif name == "style":
        if any(danger in STYLE_PICTURE.sub("", plain) for danger in STYLE_DANGERS):
            raise _Refused("The narrative has a style that can fetch or run something.")
    else:
        raise _Refused("The narrative uses an attribute that is not allowed there.")
