"""Reads the imports: no room looks up, no circles, and no package where it must not be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("recommender", "scrapers", "dashboard")
FILES = sorted(
    [path for room in ROOMS for path in (ROOT / room).rglob("*.py")] + list(ROOT.glob("*.py"))
)

NETWORK = {
    *("requests", "urllib3", "httpx", "aiohttp", "spotipy", "socket", "ssl", "socketserver"),
    *("urllib.request", "http.client", "http.server", "ftplib", "smtplib", "telnetlib"),
    *("flask", "dash", "waitress", "websockets", "asyncio"),
}
PICKLES = {"pickle", "joblib", "shelve", "dill", "cloudpickle", "marshal", "_pickle"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def statements(tree: ast.Module, at_import: bool) -> Iterator[ast.stmt]:
    """Import statements; `at_import`: only those that run when the module is imported."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        only_for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not (at_import and (inside or only_for_types)):
            waiting.extend(ast.iter_child_nodes(node))


def imported(path: Path, at_import: bool = False) -> set[str]:
    """Full names of what a file imports: modules, and names out of modules."""
    names: set[str] = set()
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in statements(ast.parse(path.read_text(encoding="utf-8")), at_import):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def roots(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("recommender", {"scrapers", "dashboard", "app", "tests", "scripts", "benchmarks"}),
        ("scrapers", {"dashboard", "app", "tests", "scripts", "benchmarks"}),
        ("dashboard", {"app", "tests", "scripts", "benchmarks"}),
    ],
)
def test_no_room_looks_up(room: str, forbidden: set[str]) -> None:
    files = list((ROOT / room).rglob("*.py"))
    assert files
    looking = {module_of(path): roots(imported(path)) & forbidden for path in files}
    assert {module: found for module, found in looking.items() if found} == {}


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {module: dependencies(module) for module in MODULES}
    assert find_circle(graph) is None


def dependencies(module: str) -> set[str]:
    """The modules of ours that one imports anywhere in it."""
    found = set()
    for name in imported(MODULES[module]):
        parent, _, last = name.rpartition(".")
        if name in MODULES:
            found.add(name)
        # `from package import submodule` needs the submodule, not what the package holds.
        elif parent in MODULES and f"{parent}.{last}" not in MODULES:
            found.add(parent)
    packages = {name for name in found if MODULES[name].name == "__init__.py"}
    for package in packages:
        names = {n for n in imported(MODULES[module]) if n.rpartition(".")[0] == package}
        if names and names <= MODULES.keys():
            found.discard(package)
    return found - {module}


def find_circle(graph: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str] | None:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return None
        for target in sorted(graph.get(module, ())):
            circle = walk(target, [*path, module])
            if circle:
                return circle
        done.add(module)
        return None

    return next((circle for m in sorted(graph) if (circle := walk(m, []))), None)


def test_a_circle_of_any_length_would_be_found() -> None:
    chain = {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set(), "e": {"a", "d"}}
    assert find_circle(chain) is None
    assert find_circle(chain | {"d": {"b"}}) == ["b", "c", "d", "b"]
    assert find_circle({"a": {"b"}, "b": {"a"}}) == ["a", "b", "a"]


def test_the_recommender_has_no_door_to_the_network() -> None:
    for path in (ROOT / "recommender").rglob("*.py"):
        names = imported(path)
        used = {n for n in NETWORK for name in names if name == n or name.startswith(f"{n}.")}
        assert used == set(), module_of(path)


def test_nobody_reads_or_writes_pickles() -> None:
    for path in FILES:
        assert roots(imported(path)) & PICKLES == set(), module_of(path)
        assert "allow_pickle=True" not in path.read_text(encoding="utf-8"), module_of(path)


HEAVY = {"tensorflow", "keras", "librosa", "numba", "matplotlib"}


def test_what_is_slow_to_import_is_imported_only_where_it_is_used() -> None:
    for path in FILES:
        at_import = roots(imported(path, at_import=True))
        assert at_import & HEAVY == set(), module_of(path)


def test_imports_are_read_wherever_they_stand(tmp_path: Path) -> None:
    path = ROOT / "recommender" / "catalogue" / "imaginary.py"
    tree = ast.parse(
        "import a.b\nfrom c import d as e\nfrom . import f\nfrom ..g import h\n"
        "try:\n    import i\nexcept ImportError:\n    pass\n"
        "class J:\n    import k\ndef l():\n    import m\n"
        "if TYPE_CHECKING:\n    import n\nif o:\n    import p\n"
    )
    always = [n for n in statements(tree, at_import=False) if isinstance(n, ast.Import)]
    at_import = [n for n in statements(tree, at_import=True) if isinstance(n, ast.Import)]
    assert {alias.name for n in always for alias in n.names} == {"a.b", "i", "k", "m", "n", "p"}
    assert {alias.name for n in at_import for alias in n.names} == {"a.b", "i", "k", "p"}
    assert module_of(path) == "recommender.catalogue.imaginary"
