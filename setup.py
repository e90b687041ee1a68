"""Builds the extension module of the package with CMake; pyproject.toml says the rest.

With WRIT_PREBUILT=FILE in the environment nothing is compiled: FILE is an extension that CMake
has built already for this version of Python (build/<preset>/python/writ/_core.*.so).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent


class BuildWithCMake(build_ext):
    def build_extension(self, extension: Extension) -> None:
        target = Path(self.get_ext_fullpath(extension.name))
        built = Path(os.environ.get("WRIT_PREBUILT") or self.compiled(target.name))
        if built.name != target.name:
            raise SystemExit(f"WRIT_PREBUILT is {built.name}, and this Python needs {target.name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(built, target)

    def compiled(self, name: str) -> Path:
        if not shutil.which("cmake"):
            raise SystemExit("writ is compiled with CMake: README.md says what that needs")
        tree = Path(self.build_temp).resolve()
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        subprocess.run(
            ["cmake", "-S", ROOT, "-B", tree, *generator, f"-DPython_EXECUTABLE={sys.executable}",
             "-DWRIT_BUILD_PYTHON=ON", "-DWRIT_BUILD_CLI=OFF", "-DWRIT_BUILD_TESTS=OFF",
             "-DWRIT_BUILD_EXAMPLES=OFF", "-DWRIT_INSTALL=OFF", "-DCMAKE_BUILD_TYPE=Release",
             "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=12"],
            check=True)
        subprocess.run(
            ["cmake", "--build", tree, "--target", "writ_python", f"-j{os.cpu_count()}"],
            check=True)
        return tree / "python" / "writ" / name


def version() -> str:
    header = (ROOT / "include" / "writ" / "version.hpp").read_text("utf-8")
    found = re.search(r'library_version = "([^"]+)"', header)
    if not found:
        raise SystemExit("include/writ/version.hpp says no version")
    return found.group(1)


setup(
    version=version(),
    ext_modules=[Extension("writ._core", sources=[])],
    cmdclass={"build_ext": BuildWithCMake},
)
