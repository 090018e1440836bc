"""Eight replicates in one instruction: a vector type for numba kernels.

LLVM's own vectoriser gives up on short inner loops with possible aliasing, which is what a fit of
eight small models at once looks like. This module hands it the vectors directly: a value of type
``Lanes`` holds :data:`WIDTH` float64 numbers, one per replicate, and lowers to AVX-512, AVX2, SSE
or NEON registers, whatever the machine has. Arrays stay ordinary flat float64 arrays in which the
numbers of the eight replicates stand next to each other.
"""
# The numba extension API carries no types.
# pyright: basic, reportCallIssue=false

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

WIDTH = 8

_VECTOR = ir.VectorType(ir.DoubleType(), WIDTH)
# a*b+c may become one fused instruction; nothing else is re-ordered, so infinities survive.
_FLAGS = ("contract", "nsz")


class _LanesType(types.Type):
    def __init__(self) -> None:
        super().__init__(name=f"Lanes{WIDTH}")


_lanes = _LanesType()


@register_model(_LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, _VECTOR)


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _VECTOR.as_pointer())


@intrinsic
def load(typingctx: Any, array: Any, offset: Any) -> Any:  # noqa: ARG001
    """``array[offset : offset + WIDTH]`` as one value."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value = builder.load(_pointer(context, builder, signature.args[0], args[0], args[1]))
        value.align = 8
        return value

    return _lanes(array, types.intp), generate


@intrinsic
def store(typingctx: Any, array: Any, offset: Any, value: Any) -> Any:  # noqa: ARG001
    """``array[offset : offset + WIDTH] = value``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1])
        builder.store(args[2], pointer).align = 8
        return context.get_dummy_value()

    return types.void(array, types.intp, _lanes), generate


@intrinsic
def splat(typingctx: Any, number: Any) -> Any:  # noqa: ARG001
    """The same number in every lane."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        int32 = ir.IntType(32)
        empty = ir.Constant(_VECTOR, ir.Undefined)
        first = builder.insert_element(empty, args[0], ir.Constant(int32, 0))
        zeros = ir.Constant(ir.VectorType(int32, WIDTH), [0] * WIDTH)
        return builder.shuffle_vector(first, empty, zeros)

    return _lanes(types.float64), generate


def _arithmetic(operation: str) -> Any:
    @intrinsic
    def combine(typingctx: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
            return getattr(builder, operation)(args[0], args[1], flags=_FLAGS)

        return _lanes(_lanes, _lanes), generate

    return combine


def _choice(comparison: str) -> Any:
    @intrinsic
    def choose(typingctx: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
            return builder.select(builder.fcmp_ordered(comparison, args[0], args[1]), *args)

        return _lanes(_lanes, _lanes), generate

    return choose


add = _arithmetic("fadd")
sub = _arithmetic("fsub")
mul = _arithmetic("fmul")
div = _arithmetic("fdiv")
maximum = _choice(">")
minimum = _choice("<")
