import sys
from pathlib import Path

# Machines of the tests, and their interpreter, stand beside the tests.
sys.path.insert(0, str(Path(__file__).parent))
