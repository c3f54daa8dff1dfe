#!/bin/sh
# environment.sh [EXTRA…]: makes .venv, or adds to it, what nbpress and these extras of pyproject.toml need, in the exact versions of
# requirements.lock. With uv where it is there, which links the files of its cache instead of copying them; else with pip.
set -eu
began=$(date +%s)
wanted=".${1+[$(echo "$*" | tr ' ' ',')]}"
oldest=11 newest=13  # minor versions of Python 3 for which TensorFlow has wheels

suitable() {
    "$1" -c "import sys; sys.exit(not (3, $oldest) <= sys.version_info[:2] <= (3, $newest))" 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null && suitable "$name"; then command -v "$name"; return; fi
    done
    cat >&2 <<END
make: no suitable Python. TensorFlow has wheels for Python 3.$oldest to 3.$newest;
  here is $(python3 --version 2>/dev/null || echo "no python3 at all").
  Debian, Ubuntu: apt install python3 python3-venv   (where that is 3.$oldest to 3.$newest)
  anywhere:       uv python install 3.12, or conda env create -f environment.yml
  One that is elsewhere: make PYTHON=/path/to/python3.12
END
    exit 2
}

python=$(find_python)
if command -v uv >/dev/null; then
    test -x .venv/bin/python && suitable .venv/bin/python || uv venv --quiet --clear --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python -c requirements.lock -e "$wanted"
else
    "$python" -c 'import ensurepip, venv' 2>/dev/null || {
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "make: $python cannot make environments. Debian, Ubuntu: apt install python$version-venv" >&2
        exit 2
    }
    test -x .venv/bin/pip && suitable .venv/bin/python || "$python" -m venv --clear .venv
    echo "Installing into .venv; TensorFlow is large, the first time takes a few minutes."
    # Modules are compiled when they are first imported: most of what lies in these packages never is.
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -c requirements.lock -e "$wanted"
fi
echo ".venv: $(du -sm .venv | cut -f 1) MB, $(($(date +%s) - began)) s"
