#!/bin/sh
# Installs what `npm run pack` made: install.sh <folder of tarballs> <folder to install in>
set -eu
mkdir -p "$2"
cd "$2"
printf '{ "name": "loupe-installed", "private": true }\n' >package.json
npm install --no-audit --no-fund --ignore-scripts --loglevel=error "$1"/*.tgz
