// What kind of audio file it is, by its first and last bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace spk {

enum class FileKind { kFlac, kOggFlac, kMp3, kOther };

// By the first bytes; what begins with anything else is an MP3 if its name says so: junk in front
// of the first frame is common.
FileKind KindOf(std::string_view head, const std::string& path);

// The name of a kind that no library here reads, "MPEG-4 audio"; "" for others.
std::string RefusedKind(std::string_view head);

// Up to `size` bytes at `offset` of a file that can be rewound, whose position stays.
std::string BytesAt(int fd, int64_t offset, size_t size);
int64_t FileSize(int fd);

// Bytes from `offset` up to `end` that are not tags (ID3, APE, Lyrics3) or zeros.
int64_t StrayBytes(int fd, int64_t offset, int64_t end = INT64_MAX);

}  // namespace spk
