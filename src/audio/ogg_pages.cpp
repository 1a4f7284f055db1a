#include "audio/ogg_pages.h"

#include <algorithm>
#include <string_view>

#include "audio/audio_tags.h"
#include "audio/file_kind.h"

namespace spk {
namespace {

constexpr size_t kHeadBytes = 27;  // RFC 3533, section 6
constexpr size_t kMostComments = 1 << 20;
constexpr int kContinued = 1;
constexpr int kFirst = 2;
constexpr int kLast = 4;

struct Page {
  int flags = 0;
  std::string lacing;  // sizes of segments
  size_t body = 0;     // bytes
};

uint8_t Byte(const std::string& bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

// The page at `offset`; no lacing and no body: there is none.
Page PageAt(int fd, int64_t offset) {
  const std::string head = BytesAt(fd, offset, kHeadBytes + 255);
  Page page;
  if (head.size() < kHeadBytes || !head.starts_with("OggS")) return page;
  const size_t segments = Byte(head, 26);
  if (head.size() < kHeadBytes + segments) return page;
  page.flags = Byte(head, 5);
  page.lacing = head.substr(kHeadBytes, segments);
  for (size_t i = 0; i < segments; ++i) page.body += Byte(page.lacing, i);
  return page;
}

// Where the next page begins, `offset` or behind; -1: nowhere.
int64_t FindPage(int fd, int64_t offset) {
  constexpr size_t kBlock = 1 << 16;
  while (true) {
    const std::string bytes = BytesAt(fd, offset, kBlock);
    const size_t at = bytes.find("OggS");
    if (at != std::string::npos) return offset + static_cast<int64_t>(at);
    if (bytes.size() < kBlock) return -1;
    offset += static_cast<int64_t>(kBlock) - 3;
  }
}

// Puts the second packet of a stream together.
class Comments {
 public:
  // Whether more is wanted.
  bool wanted() const { return packets_ < 2 && packet_.size() < kMostComments; }

  void Add(const Page& page, const std::string& body) {
    size_t at = 0;
    for (size_t i = 0; i < page.lacing.size() && packets_ < 2; ++i) {
      const size_t size = Byte(page.lacing, i);
      if (packets_ == 1) packet_ += body.substr(std::min(at, body.size()), size);
      at += size;
      if (size < 255) ++packets_;
    }
  }

  std::vector<Tag> Read() const {
    std::vector<Tag> tags;
    const std::string_view packet = packet_;
    for (const std::string_view magic : {"\x03vorbis", "OpusTags"}) {
      if (packet.starts_with(magic)) {
        AddComments(packet.substr(magic.size()), &tags);
      }
    }
    return tags;
  }

 private:
  int packets_ = 0;  // that are complete
  std::string packet_;
};

}  // namespace

OggFacts ReadOggFacts(int fd) {
  OggFacts facts;
  Comments comments;
  const int64_t size = FileSize(fd);
  for (int64_t offset = 0; offset >= 0 && offset < size;) {
    const Page page = PageAt(fd, offset);
    if (page.lacing.empty() && page.body == 0 && page.flags == 0) {
      offset = FindPage(fd, offset + 1);
      continue;
    }
    const int64_t body = offset + static_cast<int64_t>(kHeadBytes + page.lacing.size());
    if (comments.wanted()) comments.Add(page, BytesAt(fd, body, page.body));
    if ((page.flags & kFirst) != 0 && (page.flags & kContinued) == 0) ++facts.streams;
    offset = body + static_cast<int64_t>(page.body);
    facts.ended = (page.flags & kLast) != 0 && offset <= size;
  }
  facts.tags = comments.Read();
  return facts;
}

}  // namespace spk
