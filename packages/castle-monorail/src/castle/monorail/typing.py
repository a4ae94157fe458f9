"""Types for plugin authors; numpy is imported only when one of its types is asked for."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    Float64NDArray: TypeAlias = NDArray[np.float64]
    """An array of doubles."""
    AnyNDArray: TypeAlias = NDArray[Any]
    """An array of anything: numbers, or the names that numbers stand for."""

__all__ = ["AnyNDArray", "Float64NDArray"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import numpy as np  # noqa: PLC0415  # the purpose of this function
    from numpy.typing import NDArray  # noqa: PLC0415  # the purpose of this function

    return NDArray[np.float64] if name == "Float64NDArray" else NDArray[Any]
