// Leak checks are of Writ: Graphviz and the font libraries it loads keep what they once read until the program ends.
// Read by the leak sanitizer; without it nobody calls this.

extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:libgvc\nleak:libgvplugin\nleak:libfontconfig\nleak:libpango\nleak:libcairo\nleak:libglib\n";
}
