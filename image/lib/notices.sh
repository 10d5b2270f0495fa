# shellcheck shell=bash
make_notices() { :; }
