"""`python -m maxsignal_api`."""

from maxsignal_api.app import serve
from maxsignal_api.settings import ApiSettings
from maxsignal_common.service.runtime import start

if __name__ == "__main__":
    start("api", ApiSettings, serve)
