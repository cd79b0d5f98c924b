"""`python -m maxsignal_analyzer --method smc`."""

from argparse import ArgumentParser
from functools import partial

from maxsignal_analyzer.app import serve
from maxsignal_analyzer.settings import AnalyzerSettings
from maxsignal_common.facts import Method
from maxsignal_common.service.runtime import start

parser = ArgumentParser(prog="maxsignal-analyzer", description="Analyse candles with one method")
parser.add_argument("--method", required=True, type=Method, choices=list(Method))
method: Method = parser.parse_args().method
start(f"analyzer-{method}", AnalyzerSettings, partial(serve, method))
