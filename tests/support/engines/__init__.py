"""The browser engines, each of which opens pages and runs scripts in them."""

from .finding import install_engines as install_engines
from .interface import Engine as Engine
from .interface import MissingEngineError as MissingEngineError
from .launching import ENGINES as ENGINES
from .launching import launch as launch
