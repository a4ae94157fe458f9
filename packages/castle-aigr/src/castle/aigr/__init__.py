"""The Castle intermediate representation: a typed graph of components, ports and events."""

from castle.aigr._comparison import equal
from castle.aigr._control import tail_statements
from castle.aigr._copying import copy
from castle.aigr._diagnostics import AigrError, Diagnostic, DiagnosticError, Note, Severity, to_json
from castle.aigr._dispatching import dispatch_tables, pin_of
from castle.aigr._dump import dump
from castle.aigr._fields import Role, child, data, reference
from castle.aigr._location import Location, SourceFile
from castle.aigr._node import Declaration, Expression, Node, Statement, Type, node
from castle.aigr._nodes.expressions import (
    BinaryOperation,
    BinaryOperator,
    Call,
    Compare,
    ComparisonOperator,
    Constant,
    Ground,
    Identifier,
    Part,
    Self,
    SendEvent,
    UnaryOperation,
    UnaryOperator,
)
from castle.aigr._nodes.handlers import EventHandler, HandlerParameter, Init, Method, PowerOn
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface, Port, PortDirection
from castle.aigr._nodes.machinery import (
    BindPort,
    Dispatch,
    DispatchCall,
    DispatchEntry,
    DispatchJump,
    DispatchTable,
)
from castle.aigr._nodes.members import Alias, Member, SubElement
from castle.aigr._nodes.namespaces import (
    Forest,
    Import,
    ImportedName,
    ImportFrom,
    NameSpace,
    SourceNS,
)
from castle.aigr._nodes.predefined import BuiltinFunction, predefined
from castle.aigr._nodes.protocols import Event, EventProtocol, Protocol
from castle.aigr._nodes.statements import (
    Assign,
    Body,
    Connection,
    If,
    LocalVariable,
    Return,
    VoidCall,
    While,
)
from castle.aigr._nodes.types import (
    Argument,
    NamedType,
    Scalar,
    ScalarType,
    Specialise,
    TypedParameter,
)
from castle.aigr._queries import declarations, events_of, extends, ports_of
from castle.aigr._registry import Family, declare_family, kind_of, kinds
from castle.aigr._rendering import render
from castle.aigr._rewriting._driver import Order, rewrite
from castle.aigr._rewriting._rules import (
    RewriteError,
    RewriteListener,
    RewriteReport,
    Rewritten,
    Rule,
    Rules,
)
from castle.aigr._storage._loading import load
from castle.aigr._storage._saving import save
from castle.aigr._traversal import children, references, walk
from castle.aigr._typing import StaticType, declared_type, type_of
from castle.aigr._verification import verify
from castle.aigr._visitors import FieldInfo

__all__ = [
    "AigrError",
    "Alias",
    "Argument",
    "Assign",
    "BinaryOperation",
    "BinaryOperator",
    "BindPort",
    "Body",
    "BuiltinFunction",
    "Call",
    "Compare",
    "ComparisonOperator",
    "ComponentImplementation",
    "ComponentInterface",
    "Connection",
    "Constant",
    "Declaration",
    "Diagnostic",
    "DiagnosticError",
    "Dispatch",
    "DispatchCall",
    "DispatchEntry",
    "DispatchJump",
    "DispatchTable",
    "Event",
    "EventHandler",
    "EventProtocol",
    "Expression",
    "Family",
    "FieldInfo",
    "Forest",
    "Ground",
    "HandlerParameter",
    "Identifier",
    "If",
    "Import",
    "ImportFrom",
    "ImportedName",
    "Init",
    "LocalVariable",
    "Location",
    "Member",
    "Method",
    "NameSpace",
    "NamedType",
    "Node",
    "Note",
    "Order",
    "Part",
    "Port",
    "PortDirection",
    "PowerOn",
    "Protocol",
    "Return",
    "RewriteError",
    "RewriteListener",
    "RewriteReport",
    "Rewritten",
    "Role",
    "Rule",
    "Rules",
    "Scalar",
    "ScalarType",
    "Self",
    "SendEvent",
    "Severity",
    "SourceFile",
    "SourceNS",
    "Specialise",
    "Statement",
    "StaticType",
    "SubElement",
    "Type",
    "TypedParameter",
    "UnaryOperation",
    "UnaryOperator",
    "VoidCall",
    "While",
    "child",
    "children",
    "copy",
    "data",
    "declarations",
    "declare_family",
    "declared_type",
    "dispatch_tables",
    "dump",
    "equal",
    "events_of",
    "extends",
    "kind_of",
    "kinds",
    "load",
    "node",
    "pin_of",
    "ports_of",
    "predefined",
    "reference",
    "references",
    "render",
    "rewrite",
    "save",
    "tail_statements",
    "to_json",
    "type_of",
    "verify",
    "walk",
]
