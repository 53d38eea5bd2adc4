"""The rooms keep to the plan: who may import whom, who writes a state, how a file looks."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BELOW = {
    "members": {"members"},
    "positions": {"positions", "members"},
    "events": {"events", "positions", "members"},
    "eclag": {"eclag", "events", "positions", "members"},
}
OURS = {*BELOW, "tests"}
SHAPELESS = {"utils", "common", "core", "helpers", "services"}
MODULES = sorted(path for app in BELOW for path in (ROOT / app).rglob("*.py"))
WRITTEN_BY_HAND = [path for path in MODULES if not re.match(r"\d{4}_(initial|auto)", path.name)]
TEMPLATES = sorted(path for app in BELOW for path in (ROOT / app).glob("templates/**/*.*"))


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=[str(path.relative_to(ROOT)) for path in paths])


def tree(path):
    return ast.parse(path.read_text())


def imported(node, path):
    """The modules that an import names, written out in full."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = path.relative_to(ROOT).parent.parts
    above = package[: len(package) - node.level + 1] if node.level else ()
    return [".".join([*above, *filter(None, [node.module])])]


def imports(scope, path):
    return {
        name.split(".")[0]
        for node in ast.walk(scope)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node, path)
    } & OURS


def functions(scope):
    return [node for node in ast.walk(scope) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]


def writes_state(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)


@each(MODULES)
def test_imports_look_down_never_up(path):
    app = path.relative_to(ROOT).parts[0]
    assert imports(tree(path), path) - BELOW[app] == set()


@each(MODULES)
def test_no_import_of_ours_hides_in_a_function(path):
    assert [name for function in functions(tree(path)) for name in imports(function, path)] == []


@each(MODULES)
def test_no_room_is_named_after_nothing(path):
    assert SHAPELESS.isdisjoint({path.stem, *path.relative_to(ROOT).parts})


@each([path for path in WRITTEN_BY_HAND if path.stat().st_size])
def test_a_module_says_in_a_sentence_what_it_is(path):
    said = ast.get_docstring(tree(path)) or ""
    assert re.match(r".+[.;:]?(\n|$)", said)
    first, *rest = said.split("\n\n")
    assert first.endswith((".", ":"))
    assert rest == [] or path.parent.name == "migrations"


@each(WRITTEN_BY_HAND)
def test_a_room_keeps_within_400_lines(path):
    assert len(path.read_text().splitlines()) <= 400


@each([path for path in MODULES if path.name != "actions.py" and path.parent.name != "migrations"])
def test_a_state_is_written_by_actions_alone(path):
    assert [node.lineno for node in ast.walk(tree(path)) if writes_state(node)] == []


def test_actions_do_write_states():
    found = {path.parent.name for path in MODULES if path.name == "actions.py" if any(map(writes_state, ast.walk(tree(path))))}
    assert found == {"members", "positions", "events"}


@each(TEMPLATES)
@pytest.mark.parametrize(
    "forbidden",
    [
        r"\|\s*safe\b",
        r"\{%\s*autoescape\s+off",
        r"<style\b",
        r"\sstyle\s*=",
        r"<script\b(?![^>]*\bsrc=)",
        r"\son[a-z]+\s*=",
        r"javascript:",
        r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc\s*=\s*[\"']?\s*(?:https?:)?//",
        r"<link\b(?![^>]*rel=\"(?:canonical|alternate)\")[^>]*\bhref\s*=\s*[\"']?\s*(?:https?:)?//",
        r"@import",
    ],
)
def test_a_template_holds_no_code_no_style_and_nothing_foreign(path, forbidden):
    assert re.findall(forbidden, path.read_text(), re.IGNORECASE) == []


def test_there_is_something_to_look_at():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(BELOW)
    assert {path.relative_to(ROOT).parts[0] for path in TEMPLATES} == set(BELOW)
