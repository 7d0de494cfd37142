"""Which narratives may be kept and shown (SECURITY 57)?"""

from __future__ import annotations

import pytest

from domain.fhir.narrative import fault

NS = 'xmlns="http://www.w3.org/1999/xhtml"'

HARMLESS = {
    "text": f"<div {NS}>Ann</div>",
    "prefix": '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>Ann</h:p></h:div>',
    "table": f'<div {NS}><table class="grid"><tr><td colspan="2" style="color: red">x</td></tr></table></div>',
    "language": f'<div {NS} xml:lang="de" lang="de">x</div>',
    "links": f'<div {NS}><a href="https://example.org">x</a><a href="#y">x</a><a href="Patient/1">x</a></div>',
    "relative link with a colon": f'<div {NS}><a href="Observation?code=a:b">x</a></div>',
    "link of a bundle": f'<div {NS}><a href="urn:uuid:11111111-1111-4111-8111-111111111111">x</a></div>',
    "contained picture": f'<div {NS}><img src="#p" alt="x"/></div>',
    "picture beside": f'<div {NS}><img src="x.png" alt="x"/></div>',
    "style from beside": f'<div {NS}><p style="background-image: url(tbl_bck10.png)">x</p></div>',
    "inline picture": f'<div {NS}><img src="data:image/png;base64,iVBORw0KGgo="/></div>',
    "inline picture of a style": f'<div {NS} style="background: url(data:image/png;base64,iVBO=)">x</div>',
    "entities of XML": f"<div {NS}>&lt;b&gt; &amp; &#233;</div>",
    "comment": f"<div {NS}><!-- seen by ann --> x</div>",
    "blanks": f"\n <div {NS}> x </div> \n",
}

HARMFUL = {
    "script": f"<div {NS}><script>alert(1)</script>x</div>",
    "script in capitals": f"<div {NS}><SCRIPT>alert(1)</SCRIPT>x</div>",
    "script of another namespace": f'<div {NS}><s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>x</div>',
    "svg": f'<div {NS}><svg xmlns="http://www.w3.org/2000/svg"><a>x</a></svg>x</div>',
    "onclick": f'<div {NS} onclick="alert(1)">x</div>',
    "onerror": f'<div {NS}><img src="#p" onerror="alert(1)"/></div>',
    "javascript": f'<div {NS}><a href="javascript:alert(1)">x</a></div>',
    "javascript in capitals": f'<div {NS}><a href="JaVaScRiPt:alert(1)">x</a></div>',
    "javascript behind blanks": f'<div {NS}><a href=" &#10;java&#9;script:alert(1)">x</a></div>',
    "javascript behind a control": f'<div {NS}><a href="&#x0a;javascript&#x3a;alert(1)">x</a></div>',
    "data link": f'<div {NS}><a href="data:text/html;base64,PHNjcmlwdD4=">x</a></div>',
    "vbscript": f'<div {NS}><a href="vbscript:x">x</a></div>',
    "file": f'<div {NS}><a href="file:///etc/passwd">x</a></div>',
    "external picture": f'<div {NS}><img src="https://tracker.example/x.png"/></div>',
    "picture without a scheme": f'<div {NS}><img src="//tracker.example/x.png"/></div>',
    "picture above": f'<div {NS}><img src="/x.png"/></div>',
    "style from elsewhere": f'<div {NS}><p style="background: url(https://tracker.example/x.png)">x</p></div>',
    "svg picture": f'<div {NS}><img src="data:image/svg+xml;base64,PHN2Zz4="/></div>',
    "picture set": f'<div {NS}><img src="#a" srcset="https://tracker.example/x.png 2x"/></div>',
    "style that fetches": f'<div {NS} style="background:url(https://tracker.example)">x</div>',
    "style that fetches in escapes": f'<div {NS} style="background:\\75rl(https://tracker.example)">x</div>',
    "style that fetches behind a comment": f'<div {NS} style="background:u/**/rl(https://tracker.example)">x</div>',
    "style that imports": f"<div {NS} style=\"@import 'x'\">x</div>",
    "style that runs": f'<div {NS} style="width: expression(alert(1))">x</div>',
    "style behind an inline picture": f'<div {NS} style="a:url(data:image/png;base64,AA==),url(//x)">x</div>',
    "iframe": f'<div {NS}><iframe src="https://tracker.example"/>x</div>',
    "object": f'<div {NS}><object data="x"/>x</div>',
    "form": f'<div {NS}><form action="https://tracker.example"><p>x</p></form></div>',
    "input": f'<div {NS}><input autofocus="true"/>x</div>',
    "base": f'<div {NS}><base href="https://tracker.example"/>x</div>',
    "link element": f'<div {NS}><link rel="stylesheet" href="https://tracker.example"/>x</div>',
    "style element": f"<div {NS}><style>p {{}}</style>x</div>",
    "meta": f'<div {NS}><meta http-equiv="refresh" content="0"/>x</div>',
    "body": f"<body {NS}>x</body>",
    "no namespace": "<div>x</div>",
    "two roots": f"<div {NS}>x</div><div {NS}>y</div>",
    "text alone": "Ann",
    "nothing": "",
    "not closed": f"<div {NS}><p>x</div>",
    "entity of HTML": f"<div {NS}>a&nbsp;b</div>",
    "doctype": f"<!DOCTYPE div><div {NS}>x</div>",
    "entity bomb": f'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><div {NS}>&b;</div>',
    "external entity": f'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><div {NS}>&a;</div>',
    "external subset": f'<!DOCTYPE d SYSTEM "https://tracker.example/x.dtd"><div {NS}>x</div>',
    "instruction": f"<div {NS}><?php x ?>x</div>",
    "declaration": f'<?xml version="1.0"?><div {NS}>x</div>',
    "section": f"<div {NS}><![CDATA[><img src=x onerror=alert(1)>]]></div>",
    "comment that HTML ends early": f"<div {NS}><!--><img src=x onerror=alert(1)>-->x</div>",
    "no content": f"<div {NS}> <p> </p> </div>",
    "too deep": f"<div {NS}>" + "<p>" * 64 + "x" + "</p>" * 64 + "</div>",
    "lone surrogate": f"<div {NS}>\ud800</div>",
    "control character": f"<div {NS}>\x01</div>",
    "attribute of another namespace": f'<div {NS} xmlns:x="urn:x" x:href="y">x</div>',
    "xlink": f'<div {NS} xmlns:x="http://www.w3.org/1999/xlink"><a x:href="javascript:alert(1)">x</a></div>',
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_narrative_is_kept(name: str) -> None:
    """Formatted text, its links and its own pictures may be shown."""

    assert None is fault(HARMLESS[name])


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_narrative_is_refused(name: str) -> None:
    """What can run, fetch or hide something, and what is no XHTML, is refused."""

    assert isinstance(fault(HARMFUL[name]), str)


def test_reason_repeats_nothing() -> None:
    """The reason holds nothing of the narrative."""

    assert not [name for name, div in HARMFUL.items() if "tracker.example" in (fault(div) or "")]
