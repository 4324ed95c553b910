"""The index page: which vendors are here, and what to try."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from joey.adapters.sandbox.vendor import Sandbox, Try

_STYLE = """
 body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1.5rem;
        color: #1d2733; background: #fbfaf8 }
 h1 { font-size: 1.6rem } h2 { margin-top: 2.2rem; border-bottom: 2px solid #e4ded2 }
 code, pre { font: 13.5px/1.5 ui-monospace, monospace; background: #f1ede4; border-radius: 4px }
 code { padding: .1em .35em } pre { padding: .8em 1em; overflow-x: auto }
 li { margin: .3rem 0 } a { color: #0b5c8a } .method { font-weight: 600 }
"""

_INTRO = """
<p>Stateful stand-ins for the vendors that Joey writes to. Each is the same account at every start, and takes
any credential but <code>wrong</code>. Point an App's <code>base_url</code> at one of them.</p>
<p>For each of them: <code>GET</code>, <code>PUT</code>, <code>DELETE&nbsp;/&lt;vendor&gt;/_state</code> show, set and
reset what it holds; <code>GET&nbsp;/&lt;vendor&gt;/_log</code> shows the calls it got, <code>DELETE</code> clears them.
The <code>switches</code> in the state make it throttle, lag, refuse and fail, for instance:</p>
<pre>curl -X PUT {base}/{first}/_state -d '{{"switches": {{"rate_limit": {{"calls": 5, "seconds": 10}},
  "failures": [{{"kind": "lost_answer", "method": "POST", "times": 1}}]}}}}'</pre>
"""


def page(sandboxes: Iterable[Sandbox], base: str) -> str:
    """The whole page as HTML; `base` is the address that the reader used."""
    listed = list(sandboxes)
    first = listed[0].name if listed else "vendor"
    intro = _INTRO.format(base=escape(base), first=escape(first))
    parts = "".join(_vendor(sandbox, base) for sandbox in listed)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Joey sandbox</title>'
        f"<style>{_STYLE}</style><h1>Joey sandbox</h1>{intro}{parts}</html>"
    )


def _vendor(sandbox: Sandbox, base: str) -> str:
    name = escape(sandbox.name)
    tries = "".join(_try(sandbox.name, one, base) for one in sandbox.tries)
    return (
        f'<h2 id="{name}">{escape(sandbox.title)}</h2><p><code>{escape(base)}/{name}</code> · '
        f'<a href="/{name}/_state">state</a> · <a href="/{name}/_log">log</a></p><ul>{tries}</ul>'
    )


def _try(vendor: str, one: Try, base: str) -> str:
    path = escape(f"/{vendor}{one.path}")
    shown = f'<a href="{path}">{path}</a>' if one.method == "GET" else path
    line = f'<li><span class="method">{one.method}</span> <code>{shown}</code>: {escape(one.note)}'
    if one.body:
        command = f"curl -X {one.method} {base}/{vendor}{one.path} -H 'content-type: application/json' -d '{one.body}'"
        line += f"<pre>{escape(command)}</pre>"
    return line + "</li>"
