"""The command line: ``hipflask run``, ``routes``, ``shell``, ``build``, ``preview``, ``state``."""

import click as click

from hipflask.globals import current_app as current_app
from hipflask.helpers import get_debug_flag as get_debug_flag
from hipflask.helpers import get_load_dotenv as get_load_dotenv

from .discovery import AppImportError as AppImportError
from .discovery import Found as Found
from .discovery import NoAppException as NoAppException
from .discovery import find_app_by_string as find_app_by_string
from .discovery import find_application as find_application
from .discovery import find_best_app as find_best_app
from .discovery import load_application as load_application
from .discovery import locate_app as locate_app
from .discovery import prepare_import as prepare_import
from .dotenv import load_dotenv as load_dotenv
from .entry import cli as cli
from .entry import main as main
from .group import AppGroup as AppGroup
from .group import FlaskGroup as FlaskGroup
from .options import get_version as get_version
from .options import version_option as version_option
from .params import CertParamType as CertParamType
from .params import SeparatedPathType as SeparatedPathType
from .routes import routes_command as routes_command
from .run import run_command as run_command
from .run import show_server_banner as show_server_banner
from .script_info import F as F
from .script_info import ScriptInfo as ScriptInfo
from .script_info import pass_script_info as pass_script_info
from .script_info import with_appcontext as with_appcontext
from .shell import shell_command as shell_command
