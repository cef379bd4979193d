# shellcheck shell=bash
# From nothing to a Python environment that holds what a lock pins: sourced by systemd/install,
# simulator/demo and tests/run. Works on a Debian machine without Python, or with one that lacks venv.

readonly PYTHONS=(python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3)

fail() { # MESSAGE...: the last words of a script
    printf '%s: %s\n' "$0" "$*" >&2
    exit 1
}

apt_install() { # PACKAGE...: Debian packages, none of whose services starts
    local as_root=()
    command -v apt-get >/dev/null || fail "needs Debian's apt-get, or these by hand: $*"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "as root: apt-get install $*; then start this again"
        as_root=(sudo)
    fi
    printf 'Installing Debian packages: %s\n' "$*"
    # shellcheck disable=SC2016  # expanded by the root's shell
    "${as_root[@]}" bash -euc '
        [[ -t 1 ]] || exec >/dev/null
        policy=/usr/sbin/policy-rc.d
        if [[ ! -e $policy ]]; then
            trap "rm -f $policy" EXIT
            printf "#!/bin/sh\nexit 101\n" >"$policy"
            chmod +x "$policy"
        fi
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -qq --no-install-recommends "$@"
    ' bash "$@" </dev/null || fail "apt-get could not install: $*"
}

python_in() { # COMMAND...: prints the first that is Python 3.11 or newer
    local python
    for python in "$@"; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

find_python() { # sets `python` to one that can make a venv; installs Debian's packages if need be
    if ! python=$(python_in "${PYTHONS[@]}"); then
        apt_install python3 python3-venv
        hash -r
        python=$(python_in "${PYTHONS[@]}") || fail "needs Python 3.11 or newer (Debian 12 has it)"
    fi
    "$python" -c 'import ensurepip' 2>/dev/null && return
    apt_install python3-venv
    "$python" -c 'import ensurepip' || fail "$python lacks ensurepip; install its venv package"
}

pip_in() { # VENV ARGUMENT...: installs, and tells each step at once
    "$1/bin/python" -u -m pip install --no-input --disable-pip-version-check \
        --root-user-action=ignore "${@:2}"
}

pip_install() { # VENV ARGUMENT...: shows progress on a terminal, only mistakes elsewhere
    local quiet=()
    [[ -t 1 ]] || quiet=(--quiet)
    pip_in "$1" "${quiet[@]}" "${@:2}"
}

install_lock() { # VENV LOCK: exactly the pinned files, no source builds; says how far it is
    local wanted come=0 line
    wanted=$(grep -c '^[a-z].*==' "$2")
    printf 'Installing %s packages of %s\n' "$wanted" "${2##*/}"
    pip_in "$1" --require-hashes --only-binary :all: -r "$2" | while read -r line; do
        case $line in
            Collecting* | Ignoring* | Processing* | Requirement*)
                ((++come % 10)) || printf '  %s of %s packages are here\n' "$come" "$wanted"
                ;;
            Installing*) printf '  all packages are here; unpacking them\n' ;;
        esac
    done
}

project_venv() { # ROOT LOCK: makes ROOT/.venv match the lock; at once when it does already
    local root=$1 venv=$1/.venv lock=$1/$2 stamp wanted python
    stamp=$venv/${2%.lock}.installed
    wanted=$(printf '%s\n' "$root" | cat - "$lock" "$root/pyproject.toml" | sha256sum)
    if [[ -x $venv/bin/python && -e $stamp && $(<"$stamp") == "$wanted" ]]; then
        return
    fi
    printf 'Setting up %s; this can take some minutes\n' "$venv"
    # None yet, half made, its Python gone, or moved here from another place: make it afresh.
    if [[ $("$venv/bin/pip" --version 2>/dev/null) != *" $venv/"* ]]; then
        find_python
        printf 'Making %s with %s\n' "$venv" "$("$python" --version)"
        "$python" -m venv --clear "$venv"
    fi
    install_lock "$venv" "$lock"
    pip_install "$venv" --no-deps --no-build-isolation --editable "$root"
    printf '%s\n' "$wanted" >"$stamp"
}
