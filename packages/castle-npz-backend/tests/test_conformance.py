"""What every backend promises."""

from castle.kit.conformance import BackendConformance


class TestConformance(BackendConformance):
    """It keeps what every backend promises."""

    plugin = "npz"
    streams = True
    any_dtype = True
