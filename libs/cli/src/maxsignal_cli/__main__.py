"""`python -m maxsignal_cli`: the command `maxsignal` where its script is not on the path."""

from maxsignal_cli.app import main

main()
