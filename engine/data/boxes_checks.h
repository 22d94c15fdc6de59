#pragma once

#include "data/boxes_io.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace effortlab::data {

/// Where a box stands in its file, for messages.
struct BoxPlace {
  std::string file;
  std::string place;  ///< "line 3", "object 2"
};

/// Errors: Error{InvalidArgument} for a box without size, not finite, or wholly outside the frame.
void checkBox(const Box& box, const BoxesOptions& options, const BoxPlace& at);
/// Errors: Error{Mismatch} for a frame the video does not have.
void checkFrame(std::int64_t frame, std::int64_t numberInFile, const BoxesOptions& options, const BoxPlace& at);

/// From names in ground truth to indices of labels.
class ClassNames {
public:
  /// Errors: those of the class map's file.
  explicit ClassNames(const BoxesOptions& options);
  /// Nothing for a name without a label; it is told once, by warnings().
  std::optional<int> indexOf(const std::string& name);
  /// Names by index; a warning for each that was left out.
  void finish(VideoAnnotations& annotations) const;

private:
  bool m_open = false;  ///< no labels: names are numbered as met
  std::vector<std::string> m_names;
  std::map<std::string, int> m_indices;
  std::map<std::string, std::string> m_renamed;
  std::map<std::string, std::int64_t> m_leftOut;  ///< boxes
};

VideoAnnotations readMot(const std::filesystem::path& file, const BoxesOptions& options);
VideoAnnotations readVocFolder(const std::filesystem::path& folder, const BoxesOptions& options);
VideoAnnotations readCoco(const std::filesystem::path& file, const BoxesOptions& options);

inline constexpr std::int64_t largestBoxesFile = std::int64_t{256} << 20;  ///< bytes

/// Splits at any of `separators`; runs of spaces count once where the separator is a space.
std::vector<std::string_view> fieldsOf(std::string_view line, char separator);
/// Lines without their ends.
std::vector<std::string_view> linesOf(std::string_view text);
std::optional<double> numberOf(std::string_view text);

}  // namespace effortlab::data
