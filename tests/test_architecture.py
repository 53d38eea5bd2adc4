"""The rooms keep to the plan: who may import whom, who writes a state, how a file looks."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "members": {"members"},
    "positions": {"members", "positions"},
    "events": {"members", "positions", "events"},
    "eclag": {"members", "positions", "events", "eclag"},
}
OURS = {*MAY_IMPORT, "tests"}
# A script that readers take along is no room of ours.
MODULES = [path for app in MAY_IMPORT for path in sorted((ROOT / app).rglob("*.py")) if "static" not in path.parts]
ROOMS = [path for path in MODULES if path.parent.name != "migrations"]
NAMES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in ROOMS}
PAGES = [
    path
    for app in MAY_IMPORT
    for path in sorted((ROOT / app).glob("templates/**/*"))
    if path.suffix in {".html", ".xml"}
]


def offenders(paths, rule):
    """{file: what the rule has against it}, of those against which it has something."""
    found = {str(path.relative_to(ROOT)): rule(path) for path in paths}
    return {path: faults for path, faults in found.items() if faults}


def tree(path):
    return ast.parse(path.read_text())


def imported(scope, path):
    """Which of our packages are imported in that scope, relative imports written out."""
    found = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parent.parts
            above = package[: len(package) - node.level + 1] if node.level else ()
            found.add([*above, *(node.module or "").split(".")][0])
    return found & OURS


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_of(path):
    """Which of our modules the file imports, a name of a package counting as the module that it is."""
    package, found = path.relative_to(ROOT).parent.parts, set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {name if (name := f"{base}.{alias.name}") in NAMES else base for alias in node.names}
    return found & NAMES


def writes_state(node):
    if isinstance(node, ast.Call):
        updates = isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        return updates and any(keyword.arg == "state" for keyword in node.keywords)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    written = [
        one for target in targets if target for one in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in written)


def state_writers(path):
    return [node.lineno for node in ast.walk(tree(path)) if writes_state(node)]


def test_imports_look_down_and_never_up():
    def looks_up(path):
        return imported(tree(path), path) - MAY_IMPORT[path.relative_to(ROOT).parts[0]]

    assert offenders(MODULES, looks_up) == {}


def test_no_app_imports_the_views_or_forms_of_another():
    def reaches_over(path):
        own = path.relative_to(ROOT).parts[0]
        return {name for name in modules_of(path) if re.match(rf"(?!{own}\.)\w+\.(views|forms)\b", name)}

    assert offenders(ROOMS, reaches_over) == {}


def test_texts_know_no_noun():
    def knows(path):
        return {name for name in modules_of(path) if not name.startswith(("members.texts", "members.states"))}

    assert offenders([path for path in ROOMS if path.parent.name == "texts"], knows) == {}


def test_imports_run_in_no_circle():
    left = {module_of(path): modules_of(path) - {module_of(path)} for path in ROOMS}
    # A package whose files import one another through its own name stands on its files.
    while leaves := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in leaves}
    assert left == {}


def test_no_import_of_ours_hides_in_a_function():
    def hides(path):
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        return [
            f"{node.name}: {app}"
            for node in ast.walk(tree(path))
            if isinstance(node, functions)
            for app in imported(node, path)
        ]

    assert offenders(MODULES, hides) == {}


def test_no_room_is_named_after_nothing():
    def shapeless(path):
        return {path.stem, *path.relative_to(ROOT).parts} & {"utils", "common", "core", "helpers", "services"}

    assert offenders(MODULES, shapeless) == {}


def test_each_room_says_in_one_line_what_it_is():
    def silent(path):
        said = ast.get_docstring(tree(path)) or ""
        return bool(path.stat().st_size) and not re.fullmatch(r"[^\n]+\.", said)

    assert offenders(ROOMS, silent) == {}


def test_no_room_is_longer_than_400_lines():
    def excess(path):
        return max(0, len(path.read_text().splitlines()) - 400)

    assert offenders(ROOMS, excess) == {}


def test_transition_alone_writes_a_state():
    # How a translation stands is no state of a thing.
    about_texts = {"members/curating/translation_statuses.py", "positions/actions/versions.py"}
    assert set(offenders(ROOMS, state_writers)) == {"members/transitions.py", *about_texts}


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
        r"<(?!a\b)[a-z]+\b[^>]*\bsrc(?:set)?\s*=\s*[\"']?\s*(?:https?:)?//",
        r"<link\b(?=[^>]*\brel=[\"'](?:stylesheet|icon|preload|modulepreload|manifest))[^>]*\bhref\s*=\s*[\"']?\s*(?:https?:)?//",
    ],
)
def test_no_page_holds_raw_text_code_style_or_anything_foreign(forbidden):
    def holds(path):
        return re.findall(forbidden, path.read_text(), re.IGNORECASE)

    # A mail has no sheet to link to: its page brings its own style.
    pages = [path for path in PAGES if "style" not in forbidden or path.parent.name != "letters"]
    assert len(pages) > 30
    assert offenders(pages, holds) == {}
