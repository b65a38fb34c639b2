"""The result sheet to hand in: as CSV and as one printable page of HTML. Questions are made again from their seeds."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cnn.quiz.course import Answered, Progress
from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.printed import grid_html
from cnn.quiz.question import Chosen, Grid

COLUMNS = (
    "name", "test seed", "time", "number", "topic", "kind", "question seed", "level", "given answer", "right answer",
    "right", "misconception", "questions left out", "right before the lesson", "answers before the lesson",
)  # fmt: skip

LONGEST_NAME = 100


class Context(NamedTuple):
    """first: how many questions before the answers were left out. before: of ten questions after a lesson, what was
    answered before it; None where that is not known, or there is no lesson."""

    first: int = 0
    before: Progress | None = None


ALONE = Context()


class Line(NamedTuple):
    """One answer with its question; the latter is judged again where it can be made again. offered: the answers to
    choose from, if there are some."""

    answer: Answered
    prompt: str
    grids: tuple[Grid, ...]
    right_text: str
    right: bool
    misconception: int | None
    offered: tuple[str, ...] = ()


def lines(progress: Progress) -> Iterator[Line]:
    """Every answer with its question."""
    for answer in progress.answers:
        if answer.own:
            prompt = f"About your own network: {answer.kind.replace('_', ' ')}."
            yield Line(answer, prompt, (), answer.right_text, answer.right, answer.misconception)
            continue
        question = make_question(answer.kind, answer.seed, answer.level)
        judged = question.judge(answer.given)
        offered = tuple(one.text for one in question.answer.choices) if isinstance(question.answer, Chosen) else ()
        yield Line(
            answer, question.prompt, question.grids, question.answer.text, judged.right, judged.misconception, offered,
        )  # fmt: skip


def _score(progress: Progress) -> tuple[int, int]:
    """Right answers, judged once more, and all."""
    rights = [line.right for line in lines(progress)]
    return sum(rights), len(rights)


def result_csv(progress: Progress, name: str, seed: int | str, when: datetime, context: Context = ALONE) -> str:
    """One row for each answer, every cell quoted; write it as "utf-8-sig", so that spreadsheets read × and −.

    context: every row says it.
    """
    before = map(str, _score(context.before)) if context.before else ("", "")
    around = (str(context.first), *before)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, line in enumerate(lines(progress), context.first + 1):
        answer = line.answer
        misconception = MISCONCEPTIONS[line.misconception].name if line.misconception else ""
        cells = (
            name[:LONGEST_NAME], str(seed), f"{when:%Y-%m-%d %H:%M}", str(number), KINDS[answer.kind].topic,
            answer.kind, str(answer.seed), str(answer.level), answer.given, line.right_text,
            "yes" if line.right else "no", misconception, *around,
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a ' goes before what one may begin with, numbers excepted.

    See OWASP, "CSV Injection". NUL and line breaks become spaces.
    """
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", cell)
    starts_formula = text.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    return f"'{text}" if starts_formula and not re.fullmatch(r"[-+]?[0-9]+([.,][0-9]+)?", text) else text


_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { border: 1px solid #999; padding: .15rem .5rem; text-align: left; }
td.marked { border: 3px solid #111; }
figure { margin: .5rem 0; width: 168px; }
img { border: 1px solid #999; image-rendering: pixelated; print-color-adjust: exact; }
ol { margin: .5rem 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #f3f3f3; padding: .5rem; white-space: pre-wrap; }
section { border-top: 1px solid #999; padding: .5rem 0; break-inside: avoid; }
.grids { display: flex; flex-wrap: wrap; gap: 1rem; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
"""


def result_page(progress: Progress, name: str, seed: int | str, when: datetime, context: Context = ALONE) -> str:
    """A whole page of HTML that needs nothing else: name, seed, time, the topics, and every question."""
    judged, before = list(lines(progress)), context.before
    right = sum(line.right for line in judged)
    head = (
        f"<p>Name: <strong>{html.escape(name[:LONGEST_NAME]) or '____________________'}</strong><br>"
        f"Seed: {html.escape(str(seed))}<br>Time: {when:%Y-%m-%d %H:%M}<br>"
        f"Score: <strong>{right} of {len(judged)}</strong>"
        + (f"<br>{context.first} questions before them were left out." if context.first else "")
        + ("<br>Score before the lesson: <strong>{} of {}</strong>".format(*_score(before)) if before else "")
        + "</p>"
    )
    questions = "\n".join(_section(number, line) for number, line in enumerate(judged, context.first + 1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>SimpleCNN quiz: result</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>SimpleCNN quiz: result</h1>{head}{_topics(judged)}\n{questions}\n</body></html>\n"
    )


def _topics(judged: list[Line]) -> str:
    """The table of right answers by topic."""
    rows = []
    for topic in dict.fromkeys(KINDS[line.answer.kind].topic for line in judged):
        rights = [line.right for line in judged if KINDS[line.answer.kind].topic == topic]
        rows.append(f"<tr><td>{html.escape(topic)}</td><td>{sum(rights)} of {len(rights)}</td></tr>")
    return f"<table><thead><tr><th>Topic</th><th>Right</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _section(number: int, line: Line) -> str:
    """One question with its answers."""
    verdict = "right" if line.right else "wrong"
    if line.misconception:
        verdict += f" – “{MISCONCEPTIONS[line.misconception].name}”"
    grids = "".join(grid_html(grid) for grid in line.grids)
    offered = "".join(f"<li>{html.escape(text)}</li>" for text in line.offered)
    return (
        f"<section><h2>{number}. {html.escape(KINDS[line.answer.kind].topic)}, level {line.answer.level}</h2>"
        f'{_markdown(line.prompt)}<div class="grids">{grids}</div>'
        + (f'<ol type="A">{offered}</ol>' if offered else "")
        + f"<p>Given: <strong>{html.escape(line.answer.given)}</strong> ({html.escape(verdict)})<br>"
        f"Right: <strong>{html.escape(line.right_text)}</strong></p></section>"
    )


def _markdown(text: str) -> str:
    """The little Markdown that prompts are written in, as HTML; everything is escaped first."""
    parts = []
    for block in html.escape(text, quote=False).split("\n\n"):
        if block.startswith("```"):
            parts.append(f"<pre>{block.partition(chr(10))[2].removesuffix('```').rstrip()}</pre>")
        elif block.startswith("|"):
            rows = [row.strip("|").split("|") for row in block.split("\n") if not row.startswith("|-")]
            cells = ("".join(f"<td>{cell.strip()}</td>" for cell in row) for row in rows)
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
        else:
            strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", block)
            coded = re.sub(r"`(.+?)`", r"<code>\1</code>", strong)
            parts.append(f"<p>{coded}</p>")
    return "".join(parts)
