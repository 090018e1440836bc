"""Eight float64 side by side in one vector register, for numba kernels.

A kernel written with these values reads like code for one draw and computes eight at once: LLVM
turns each operation into one AVX-512 instruction, or two of AVX2, or four of NEON. Written as an
inner loop over eight draws instead, LLVM cannot prove that the arrays do not overlap and falls
back to scalar code (a third of the speed, measured).

numba's cache does not see a change in this file: after one, remove ``__pycache__``.
"""

# The extension interface of numba and llvmlite has no types to check against.
# pyright: basic, reportCallIssue=false

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload, register_model

WIDTH = 8
_VECTOR = ir.VectorType(ir.DoubleType(), WIDTH)
_MASK = ir.VectorType(ir.IntType(32), WIDTH)
# A product and a sum may become one fused operation. Nothing may be reordered: results must not
# depend on the compiler's mood.
_FLAGS = ("contract",)


class LanesType(types.Type):
    """numba's type of a :data:`WIDTH`-wide vector of float64."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes{WIDTH}")


LANES = LanesType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, front_end_type: Any) -> None:
        super().__init__(manager, front_end_type, _VECTOR)


def _splat(builder: Any, scalar: Any) -> Any:
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    first = builder.insert_element(undefined, scalar, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(_MASK, [0] * WIDTH))


def _row_pointer(context: Any, builder: Any, array_type: Any, array: Any, row: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    offset = builder.mul(row, ir.Constant(row.type, WIDTH))
    return builder.bitcast(builder.gep(data, [offset]), _VECTOR.as_pointer())


@intrinsic
def load(typing: Any, rows: Any, row: Any) -> Any:  # noqa: ARG001
    """Row ``row`` of a contiguous float64 array whose last axis is :data:`WIDTH` long."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_row_pointer(context, builder, signature.args[0], *args), align=8)

    return LANES(rows, types.intp), generate


@intrinsic
def store(typing: Any, rows: Any, row: Any, value: Any) -> Any:  # noqa: ARG001
    """Write ``value`` to row ``row``; see :func:`load`."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> None:
        pointer = _row_pointer(context, builder, signature.args[0], args[0], args[1])
        builder.store(args[2], pointer, align=8)

    return types.void(rows, types.intp, LANES), generate


@intrinsic
def splat(typing: Any, scalar: Any) -> Any:  # noqa: ARG001
    """The same float64 in every lane."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return _splat(builder, args[0])

    return LANES(types.float64), generate


@intrinsic
def by_sign(typing: Any, value: Any, positive: Any, other: Any) -> Any:  # noqa: ARG001
    """``positive`` in the lanes where ``value`` > 0, ``other`` elsewhere (both scalars)."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        above = builder.fcmp_ordered(">", args[0], ir.Constant(_VECTOR, [0.0] * WIDTH))
        return builder.select(above, _splat(builder, args[1]), _splat(builder, args[2]))

    return LANES(LANES, types.float64, types.float64), generate


@intrinsic
def clip(typing: Any, value: Any, limit: Any) -> Any:  # noqa: ARG001
    """``value`` brought within ± ``limit`` (a scalar)."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        high = _splat(builder, args[1])
        low = builder.fneg(high)
        below = builder.select(builder.fcmp_ordered("<", args[0], high), args[0], high)
        return builder.select(builder.fcmp_ordered(">", below, low), below, low)

    return LANES(LANES, types.float64), generate


def _define(python_operator: Any, instruction: str) -> None:
    @intrinsic
    def apply(typing: Any, left: Any, right: Any) -> Any:  # noqa: ARG001
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
            return getattr(builder, instruction)(*args, flags=_FLAGS)

        return LANES(LANES, LANES), generate

    @overload(python_operator)
    def typed(left, right):  # numba compares this signature with that of the lambdas
        number = (types.Float, types.Integer)
        if isinstance(left, LanesType) and isinstance(right, LanesType):
            return lambda left, right: apply(left, right)
        if isinstance(left, LanesType) and isinstance(right, number):
            return lambda left, right: apply(left, splat(right))
        if isinstance(left, number) and isinstance(right, LanesType):
            return lambda left, right: apply(splat(left), right)
        return None


for _operator, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_operator, _instruction)
