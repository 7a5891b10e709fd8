// SPDX-License-Identifier: Apache-2.0
// Searches and cuts XMP packets as text.
#include "xmp.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace jpegaware::apps {
namespace {

std::string_view text_of(std::span<const std::uint8_t> xmp) {
  return {reinterpret_cast<const char*>(xmp.data()), xmp.size()};
}

template <std::size_t count>
bool has_any(std::span<const std::uint8_t> xmp, const std::array<std::string_view, count>& names) {
  return std::any_of(names.begin(), names.end(), [text = text_of(xmp)](std::string_view name) {
    return text.find(name) != std::string_view::npos;
  });
}

/// The whole element of this name, from its start tag to its end tag; empty where there is none,
/// or where it holds what would not stand by itself in a new packet.
std::string_view element(std::string_view text, const std::string& name) {
  const std::size_t begin = text.find("<" + name + ">");
  const std::string end_tag = "</" + name + ">";
  const std::size_t end = begin == std::string_view::npos ? begin : text.find(end_tag, begin);
  if (end == std::string_view::npos) {
    return {};
  }
  const std::string_view whole = text.substr(begin, end + end_tag.size() - begin);
  constexpr std::size_t kLongest = 8192;
  return whole.size() <= kLongest ? whole : std::string_view{};
}

/// The value of an attribute of this name, between its quotes; empty where there is none.
std::string_view attribute(std::string_view text, const std::string& name) {
  for (const char quote : {'"', '\''}) {
    const std::string begin_text = name + "=" + quote;
    const std::size_t begin = text.find(begin_text);
    const std::size_t end =
        begin == std::string_view::npos ? begin : text.find(quote, begin + begin_text.size());
    if (end != std::string_view::npos) {
      return text.substr(begin + begin_text.size(), end - begin - begin_text.size());
    }
  }
  return {};
}

}  // namespace

void reset_xmp_orientation(std::span<std::uint8_t> xmp) {
  const std::string_view text = text_of(xmp);
  for (const std::string_view name :
       {"tiff:Orientation=\"", "tiff:Orientation='", "tiff:Orientation>"}) {
    const std::size_t at = text.find(name);
    const std::size_t digit = at + name.size();
    if (at != std::string_view::npos && digit < text.size() && text[digit] >= '2' &&
        text[digit] <= '8') {
      xmp[digit] = '1';
    }
  }
}

std::vector<std::uint8_t> safe_xmp(std::span<const std::uint8_t> xmp) {
  const std::string_view text = text_of(xmp);
  std::string kept;
  for (const char* name :
       {"dc:rights", "dc:creator", "xmpRights:Marked", "xmpRights:WebStatement"}) {
    kept += element(text, name);
  }
  for (const char* name : {"xmpRights:Marked", "xmpRights:WebStatement"}) {
    if (const std::string_view value = attribute(text, name);
        !value.empty() && value.find('<') == value.npos) {
      kept += std::string("<") + name + ">" + std::string(value) + "</" + name + ">";
    }
  }
  if (kept.empty()) {
    return {};
  }
  const std::string packet =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
      " xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\">" +
      kept + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
  return {packet.begin(), packet.end()};
}

bool xmp_names_gain_map(std::span<const std::uint8_t> xmp) {
  constexpr std::array<std::string_view, 4> kNames{"http://ns.adobe.com/hdr-gain-map/", "GainMap\"",
                                                   "HDRGainMapVersion", "aux:hdrgainmap"};
  return has_any(xmp, kNames);
}

bool xmp_names_film(std::span<const std::uint8_t> xmp) {
  constexpr std::array<std::string_view, 2> kNames{"MotionPhoto=\"1\"", "MicroVideo=\"1\""};
  return has_any(xmp, kNames);
}

}  // namespace jpegaware::apps
