// CLI11's classes by their names, for headers that need no more of them.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming)
class App;
class Option;
}  // namespace CLI
