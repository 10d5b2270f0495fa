# The service as it runs on the box: dist/ and the production packages, without what only builds or tests need.
# shellcheck shell=bash
make_service() { die "not yet"; }
