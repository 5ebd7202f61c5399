"""A small linter for the templates: what the security policy would block, and what leaks or shuts out.

Each rule is one sentence that says what to do instead.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_RULES = (
    (
        re.compile(r"""<[^>]*\sstyle\s*="""),
        "no style attribute: write a class (the policy blocks inline styles)",
    ),
    (re.compile(r"<style\b"), "no style element: write it into a style sheet"),
    (re.compile(r"""<[a-z][^>]*\son[a-z]+\s*="""), "no on... attribute: listen in a script file"),
    (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>"), "no inline script: use a file"),
    (re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//"""), "nothing from another host: ship the file"),
    (re.compile(r"\|\s*safe\b"), "no |safe: make the markup in a template"),
    (re.compile(r"\{%\s*autoescape\s+off"), "escaping stays on"),
    (re.compile(r"<img\b(?![^>]*\balt=)[^>]*>"), 'an image has an alt text (alt="" when it says nothing)'),
    (re.compile(r"""\btabindex\s*=\s*["'][1-9]"""), "no positive tabindex: order the page instead"),
    (re.compile(r"""<a\b[^>]*target\s*=\s*["']_blank"""), "links open where they are; the officer decides"),
)
_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
_POST_FORM = re.compile(r"<form\b[^>]*method\s*=\s*[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)


def lint_templates(folder: Path) -> Iterator[str]:
    """Yield one line `file:line: what to do` for each finding in the .html files below `folder`."""
    for file in sorted(folder.rglob("*.html")):
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), file.read_text(encoding="utf-8"))
        for pattern, advice in _RULES:
            for found in pattern.finditer(text):
                yield f"{file}:{_line(text, found.start())}: {advice}"
        for form in _POST_FORM.finditer(text):
            if "csrf_token" not in form[1] and "csrf" not in form[1]:
                yield f"{file}:{_line(text, form.start())}: a form that posts carries {{% csrf_token %}}"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
