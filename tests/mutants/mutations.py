"""Small faults planted in source: one changed guard, dropped row or forgotten word at a time."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

Change = Callable[[ast.AST], ast.AST | None]
"""Makes of a node (a copy) what stands in its place; None = it is gone."""

NEGATED = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SHIFTED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}
OPPOSITE = {"min": "max", "max": "min"}
TRUTHS = (True, False)
CHAINED = {"note", "alarm", "set", "go", "calm", "add"}
"""Methods of a scan that say or remember something and give the scan back."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted fault: in which function or row, what it changes, and the whole changed tree.

    `name` stays the same when lines move. `lines` are those of the original that it touches,
    `inside` says whether they belong to a function and not to the module.
    """

    name: str
    lines: range
    inside: bool
    tree: ast.Module


def mutants(source: str, module: str, only: str = "") -> Iterator[Mutant]:
    """Yield every fault this file knows how to plant in a module, whose name holds `only`."""
    tree = ast.parse(source)
    seen: dict[str, int] = {}
    functions = [set(ast.walk(f)) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    nodes = [(node, place) for node, place in _with_places(tree) if not _is_text(node)]
    for number, (node, place) in enumerate(nodes):
        for what, change in _changes(node):
            name = f"{module}:{place}: {_text(node)} -> {what}"
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                name += f" ({seen[name]})"
            if only not in name:
                continue
            changed = copy.deepcopy(tree)
            target = [each for each, _ in _with_places(changed) if not _is_text(each)][number]
            _put(changed, target, change(target))
            lines = range(node.lineno, node.end_lineno + 1)
            inside = any(node in held for held in functions)
            yield Mutant(name, lines, inside, ast.fix_missing_locations(changed))


def _with_places(tree: ast.AST, place: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Yield every node that may be changed, and the function, state or row it stands in."""
    for child in ast.iter_child_nodes(tree):
        if _is_declaration(tree, child):
            continue
        inner = f"{place}.{_named(child)}".strip(".") if _named(child) else place
        if hasattr(child, "lineno"):
            yield child, inner
        yield from _with_places(child, inner)


def _is_declaration(parent: ast.AST, child: ast.AST) -> bool:
    """Annotations, decorators and imports do nothing that a test could see."""
    if isinstance(child, ast.Import | ast.ImportFrom | ast.arguments | ast.keyword):
        return isinstance(child, ast.Import | ast.ImportFrom | ast.arguments)
    if isinstance(parent, ast.FunctionDef):
        return child is parent.returns or child in parent.decorator_list
    if isinstance(parent, ast.ClassDef):
        return not isinstance(child, ast.FunctionDef)
    return isinstance(parent, ast.AnnAssign) and child is parent.annotation


def _named(node: ast.AST) -> str:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return node.name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.Call(func=ast.Name(id="Row"), args=[ast.Constant(value=name), *_]):
            return str(name)
        case _:
            return ""


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef):
        return f"def {node.name}"
    words = " ".join(ast.unparse(node).split())
    return words if len(words) <= 90 else f"{words[:87]}..."


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    for kind, makes in CHANGES.items():
        if isinstance(node, kind):
            yield from makes(node)


def _of_comparison(node: ast.Compare) -> Iterator[tuple[str, Change]]:
    for table in (NEGATED, SHIFTED):
        other = table.get(type(node.ops[0]))
        if other is not None and len(node.ops) == 1:
            yield other.__name__, _with_operator(other)


def _of_junction(node: ast.BoolOp) -> Iterator[tuple[str, Change]]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield other.__name__, _with_op(other)
    for place in range(len(node.values)):
        yield f"without operand {place + 1}", _without_value(place)


def _of_sum(node: ast.BinOp) -> Iterator[tuple[str, Change]]:
    other = SWAPPED.get(type(node.op))
    if other is not None:
        yield other.__name__, _with_op(other)


def _of_negation(node: ast.UnaryOp) -> Iterator[tuple[str, Change]]:
    if isinstance(node.op, ast.Not):
        yield "without not", lambda n: n.operand


def _of_choice(_: ast.IfExp) -> Iterator[tuple[str, Change]]:
    yield "always the first", lambda n: n.body
    yield "always the second", lambda n: n.orelse


def _of_condition(_: ast.If) -> Iterator[tuple[str, Change]]:
    for truth in TRUTHS:
        yield f"if {truth}", _with_test(truth)


def _of_function(node: ast.FunctionDef) -> Iterator[tuple[str, Change]]:
    if isinstance(node.returns, ast.Name) and node.returns.id == "bool":
        for truth in TRUTHS:
            yield f"always {truth}", _answering(truth)


def _of_members(node: ast.Tuple | ast.Set) -> Iterator[tuple[str, Change]]:
    if len(node.elts) > 1 and all(isinstance(each, ast.Attribute) for each in node.elts):
        for place, member in enumerate(node.elts):
            yield f"without {ast.unparse(member)}", _without_element(place)


def _of_lambda(node: ast.Lambda) -> Iterator[tuple[str, Change]]:
    if isinstance(node.body, ast.Compare | ast.BoolOp | ast.UnaryOp) or _asks(node.body):
        for truth in TRUTHS:
            yield f"always {truth}", _with_body(truth)


def _asks(body: ast.AST) -> bool:
    """Whether a lambda's body is a question put to the scan."""
    asked = {"on", "due", "lost", "take", "fitted", "for_long"}
    return isinstance(body, ast.Call) and getattr(body.func, "attr", "") in asked


def _of_call(node: ast.Call) -> Iterator[tuple[str, Change]]:
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if called == "Row":
        yield "no such row", lambda _: None
        if len(node.args) > 3:
            yield "under every wiring", _without_last
    if called in OPPOSITE:
        yield OPPOSITE[called], _called(OPPOSITE[called])
    if called in CHAINED and isinstance(node.func, ast.Attribute):
        yield f"without {called}", lambda n: n.func.value
    if called in {"replace", "set"} and len(node.keywords) > 1:
        for place, word in enumerate(node.keywords):
            yield f"without {word.arg}", _without_keyword(place)


def _with_operator(other: type[ast.cmpop]) -> Change:
    return lambda n: ast.Compare(n.left, [other()], n.comparators)


def _with_op(other: type) -> Change:
    def change(node: ast.AST) -> ast.AST:
        node.op = other()
        return node

    return change


def _without_value(place: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        del node.values[place]
        return node if len(node.values) > 1 else node.values[0]

    return change


def _without_element(place: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        del node.elts[place]
        return node

    return change


def _without_keyword(place: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        del node.keywords[place]
        return node

    return change


def _without_last(node: ast.AST) -> ast.AST:
    node.args.pop()
    return node


def _called(name: str) -> Change:
    def change(node: ast.AST) -> ast.AST:
        node.func = ast.Name(name, ast.Load())
        return node

    return change


def _with_test(truth: bool) -> Change:  # noqa: FBT001 - the one thing it is about
    def change(node: ast.AST) -> ast.AST:
        node.test = ast.Constant(truth)
        return node

    return change


def _with_body(truth: bool) -> Change:  # noqa: FBT001 - the one thing it is about
    return lambda n: ast.Lambda(n.args, ast.Constant(truth))


def _answering(truth: bool) -> Change:  # noqa: FBT001 - the one thing it is about
    def change(node: ast.AST) -> ast.AST:
        node.body = [ast.Return(ast.Constant(truth))]
        return node

    return change


def _put(tree: ast.AST, target: ast.AST, new: ast.AST | None) -> None:
    """Let something stand in a node's place."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, new)
                return
            if isinstance(value, list):
                for place in count():
                    if place == len(value):
                        break
                    if value[place] is target:
                        value[place : place + 1] = [] if new is None else [new]
                        return


CHANGES = {
    ast.Compare: _of_comparison,
    ast.BoolOp: _of_junction,
    ast.BinOp: _of_sum,
    ast.UnaryOp: _of_negation,
    ast.IfExp: _of_choice,
    ast.If: _of_condition,
    ast.FunctionDef: _of_function,
    ast.Lambda: _of_lambda,
    ast.Call: _of_call,
    ast.Tuple: _of_members,
    ast.Set: _of_members,
}
