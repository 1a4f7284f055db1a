#pragma once

#include <string>

#include "spk/error.h"

namespace spk {

// Opens a file, a pipe or, as "-", the standard input, for libsndfile to read and the caller to
// close. Only WAV comes as a pipe: other formats need to go back and forth, and are copied to a
// temporary file without a name. Fails with kInput and the system's reason alone, and with kOutput
// where the temporary file cannot be written.
Result<int> OpenInput(const std::string& path);

// Fails with kInput and the system's reason where a file cannot be read at its position, as a disk
// that has gone bad; a pipe is not looked at.
Result<void> CheckReadable(int fd);

}  // namespace spk
