#pragma once

#include <array>
#include <ostream>
#include <streambuf>
#include <string>

namespace spk {

// A stream to a file that can say why it failed. Opens `path`, "/dev/stdout" without opening it
// anew: what stands in the file stays.
class OutputStream : public std::ostream {
 public:
  explicit OutputStream(const std::string& path);

  // Writes what is left and closes; errno of the first thing that went wrong, 0 if nothing did.
  int Close();

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(const std::string& path);
    ~Buffer() override { Close(); }
    Buffer(const Buffer&) = delete;
    Buffer(Buffer&&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    Buffer& operator=(Buffer&&) = delete;

    int Close();

   protected:
    int_type overflow(int_type c) override;
    int sync() override;

   private:
    std::array<char, 1 << 14> bytes_;
    int fd_;
    int error_ = 0;
  };

  Buffer buffer_;
};

}  // namespace spk
