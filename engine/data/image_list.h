#pragma once

#include "data/labelled_set.h"

#include <span>

namespace effortlab::data {

/// A text file with a line "relative/path label" an image; paths start at the list's folder and may contain spaces.
/// Class names come from a `synset_words.txt` or `classes.txt` beside the list.
/// Errors: Error{FileNotFound, Unreadable, TooLarge, WrongFormat}, naming file and line
std::shared_ptr<const LabelledSet> openImageList(const std::filesystem::path& file);

/// A folder with one sub-folder a class; classes and images are sorted by name (bytes).
/// Errors: Error{FileNotFound, Unreadable, WrongFormat}
std::shared_ptr<const LabelledSet> openImageFolder(const std::filesystem::path& folder);

/// Decodes a JPEG, PNG, BMP, PPM/PGM, WebP or TIFF file into RGB, turned as its EXIF orientation says.
/// Errors: Error{FileNotFound, Unreadable, Truncated, WrongFormat, TooLarge}, naming the file
/// Threads: safe to call concurrently
Image readImage(const std::filesystem::path& file);

/// The same for a file's contents; `name` is for error messages.
Image decodeImage(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace effortlab::data
