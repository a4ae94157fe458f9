"""The types of literals and operations."""

from castle.aigr import (
    BadExpression,
    BinaryOperation,
    BinaryOperator,
    Compare,
    ComparisonOperator,
    Constant,
    Enumeration,
    Expression,
    Ground,
    Index,
    ListLiteral,
    ListOf,
    Node,
    Scalar,
    UnaryOperation,
    UnaryOperator,
)
from castle.readers.source._meaning._bodies import Bodies
from castle.readers.source._meaning._values import (
    GROUND,
    NOTHING,
    NUMBERS,
    UNKNOWN,
    ValueType,
    assignable,
    comparable,
    describe,
    known,
    list_of,
    ordered,
    widest,
)
from castle.readers.source._problems import Code

_LITERALS = {bool: Scalar.BOOL, int: Scalar.INT, float: Scalar.FLOAT, str: Scalar.STR}
_LOGICAL = frozenset(
    (
        BinaryOperator.AND,
        BinaryOperator.NAND,
        BinaryOperator.OR,
        BinaryOperator.NOR,
        BinaryOperator.XOR,
        BinaryOperator.XNOR,
    )
)
_EQUALITIES = (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL)


class Operations(Bodies):
    """Checks literals and operations."""

    def value_of(self, node: Expression) -> ValueType:
        """Find the type of an expression that must have a value."""
        kind = self.type_of(node)
        if kind is NOTHING:
            self.report(Code.NO_VALUE, "this has no value, and one is needed here", node)
            return UNKNOWN
        return kind

    def combine(
        self, operator: BinaryOperator, left: ValueType, right: ValueType
    ) -> ValueType | None:
        """The type that an operator gives; None when it is not for these operands."""
        if UNKNOWN in (left, right):
            return UNKNOWN
        if operator in _LOGICAL:
            return Scalar.BOOL if left is right is Scalar.BOOL else None
        if operator is BinaryOperator.ADD and left is right is Scalar.STR:
            return Scalar.STR
        if left not in NUMBERS or right not in NUMBERS:
            return None
        if operator is BinaryOperator.POWER:
            return Scalar.INT if left is right is Scalar.INT else None
        return Scalar.INT if left is right else Scalar.FLOAT

    def report_operands(self, node: Node, operator: str, left: ValueType, right: ValueType) -> None:
        """Report operands that the operator is not for."""
        message = f"`{operator}` is not for {describe(left)} and {describe(right)}"
        help_ = "`**` is for ints; write a product" if operator == "**" else None
        if operator == "+" and Scalar.STR in (left, right):
            help_ = "write `str(...)` around what is no text"
        self.report(Code.OPERANDS, message, node, help=help_)

    def of_constant(self, node: Constant) -> ValueType:
        """A literal has the type it is written as."""
        return _LITERALS[type(node.value)]

    def of_bad(self, node: BadExpression) -> ValueType:
        """What could not be read may have any type."""
        return UNKNOWN

    def of_ground(self, node: Ground) -> ValueType:
        """`Ground` may stand for an element of any component."""
        return GROUND

    def of_list(self, node: ListLiteral) -> ValueType:
        """The items of a list are of one type; ints among floats are floats."""
        found: ValueType = UNKNOWN
        for item in node.items:
            kind = self.items[item] = self._item(item)
            wider = widest(found, kind)
            if wider is None:
                message = f"the items before are {describe(found)}, and this is {describe(kind)}"
                self.report(Code.MISMATCH, message, item)
                self.items[item] = UNKNOWN
            else:
                found = wider
        return list_of(found)

    def _item(self, node: Expression) -> ValueType:
        kind = self.value_of(node)
        if kind is UNKNOWN or isinstance(kind, Scalar | Enumeration | ListOf):
            return kind
        message = f"the items of a list are values, and this is {describe(kind)}"
        self.report(Code.MISMATCH, message, node)
        return UNKNOWN

    def goes(self, place: ValueType, node: Expression, kind: ValueType) -> bool:
        """Whether a value may go where a type is declared; into a list, item by item."""
        pending = [(place, node, kind)]
        while pending:
            place, node, kind = pending.pop()
            if isinstance(node, ListLiteral) and isinstance(place, ListOf):
                inner = known(place.inner)
                pending += [(inner, item, self.items.get(item, UNKNOWN)) for item in node.items]
            elif not assignable(place, kind):
                return False
        return True

    def of_index(self, node: Index) -> ValueType:
        """An item of a list."""
        kind, index = self.value_of(node.base), self.value_of(node.index)
        return self.item(node, kind, index)

    def item(self, node: Index, kind: ValueType, index: ValueType) -> ValueType:
        """The type of an item, when there can be one."""
        if index not in (Scalar.INT, UNKNOWN):
            message = f"an index is an `int`, and this is {describe(index)}"
            self.report(Code.MISMATCH, message, node.index)
        if isinstance(kind, ListOf):
            return known(kind.inner)
        if kind is not UNKNOWN:
            self.report(Code.NO_LIST, f"only a list has items, and this is {describe(kind)}", node)
        return UNKNOWN

    def of_unary(self, node: UnaryOperation) -> ValueType:
        """A sign keeps the type of a number; `not` is for bools."""
        kind = self.value_of(node.operand)
        fits = kind is Scalar.BOOL if node.operator is UnaryOperator.NOT else kind in NUMBERS
        if not fits and kind is not UNKNOWN:
            message = f"`{node.operator.value}` is not for {describe(kind)}"
            self.report(Code.OPERANDS, message, node)
            return UNKNOWN
        return kind

    def of_binary(self, node: BinaryOperation) -> ValueType:
        """An operation has the type that its operator makes of its operands."""
        left, right = self.value_of(node.left), self.value_of(node.right)
        kind = self.combine(node.operator, left, right)
        if kind is None:
            self.report_operands(node, node.operator.value, left, right)
            return UNKNOWN
        return kind

    def of_comparison(self, node: Compare) -> ValueType:
        """A comparison is a bool, whatever it compares."""
        kinds = [self.value_of(operand) for operand in node.operands]
        for operator, left, right in zip(node.operators, kinds, kinds[1:], strict=False):
            fits = comparable if operator in _EQUALITIES else ordered
            if not fits(left, right):
                self.report_operands(node, operator.value, left, right)
        return Scalar.BOOL


Bodies.kinds_of.update(
    {
        BadExpression: Operations.of_bad,
        Constant: Operations.of_constant,
        Ground: Operations.of_ground,
        UnaryOperation: Operations.of_unary,
        BinaryOperation: Operations.of_binary,
        Compare: Operations.of_comparison,
        Index: Operations.of_index,
        ListLiteral: Operations.of_list,
    }
)
