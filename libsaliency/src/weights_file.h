// SPDX-License-Identifier: Apache-2.0
// Stage: weights file -> checked tensors. Maps a safetensors file and refuses what does not match.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::saliency {

/// The version of the file's metadata and tensor names that this library reads.
inline constexpr std::string_view kWeightsFormat = "jpegaware-saliency";
inline constexpr std::string_view kWeightsFormatVersion = "1";

/// What the metadata says about the picture that the network wants.
struct InputScaling {
  float mean = 0.0F;     ///< subtracted from 8-bit sRGB samples
  float divisor = 1.0F;  ///< then divided by
};

/// What makes probabilities of the classifier's logits.
enum class ClassOutput : unsigned char {
  kSoftmax,  ///< the classes exclude each other; files that do not say mean this
  kSigmoid,  ///< each class by itself, as saliency-train fine-tunes them
};

/// A memory-mapped weights file whose every byte has been checked: bounds, types, shapes,
/// version and checksum. Immutable, so shared by threads; spans live as long as the object.
class WeightsFile {
 public:
  /// Maps and checks the file. io when it cannot be opened or read; bad_weights, with the tensor
  /// and the reason, for everything else. Costs about 1 ms for 9 MB.
  [[nodiscard]] static Result<WeightsFile> open(const std::filesystem::path& path);

  /// The same over bytes in memory (tests, fuzzing); they must outlive the object.
  [[nodiscard]] static Result<WeightsFile> from_bytes(std::span<const std::byte> bytes,
                                                      const std::string& name);

  /// A tensor of 16-bit floats (IEEE binary16 bit patterns), row-major.
  /// bad_weights when it is missing or of another type or shape.
  [[nodiscard]] Result<std::span<const std::uint16_t>> half_tensor(
      const std::string& name, std::span<const int> shape) const;

  /// A tensor of 32-bit floats, row-major. Errors as above.
  [[nodiscard]] Result<std::span<const float>> float_tensor(const std::string& name,
                                                            std::span<const int> shape) const;

  /// Whether a tensor of that name is in the file.
  [[nodiscard]] bool has_tensor(const std::string& name) const { return tensors_.contains(name); }

  /// One side of a tensor's shape; 0 when there is no such tensor or side.
  [[nodiscard]] int side(const std::string& name, std::size_t axis) const;

  [[nodiscard]] const std::string& backbone() const noexcept { return backbone_; }
  [[nodiscard]] const std::vector<std::string>& classes() const noexcept { return classes_; }
  [[nodiscard]] ClassOutput class_output() const noexcept { return class_output_; }
  [[nodiscard]] const InputScaling& input_scaling() const noexcept { return input_scaling_; }

 private:
  enum class Type : unsigned char { kFloat16, kFloat32 };
  struct Tensor {
    Type type = Type::kFloat16;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
  };
  struct Parser;

  WeightsFile() = default;
  [[nodiscard]] Result<const Tensor*> find(const std::string& name, Type type,
                                           std::span<const int> shape) const;

  std::string name_;
  std::shared_ptr<const void> mapping_;
  std::map<std::string, Tensor> tensors_;
  std::string backbone_;
  std::vector<std::string> classes_;
  ClassOutput class_output_ = ClassOutput::kSoftmax;
  InputScaling input_scaling_;
};

/// FNV-1a over 64-bit little-endian words in eight lanes, the tail padded with zeros: any change
/// of one word changes the result, and 9 MB take half a millisecond. Not cryptographic: it finds
/// damage; the sha256 beside the file is for people. Chained by passing `size` and the lanes on.
class WordChecksum {
 public:
  /// Adds bytes; every call but the last must add a multiple of 64.
  void add(std::span<const std::byte> bytes) noexcept;
  [[nodiscard]] std::uint64_t result() const noexcept;

 private:
  static constexpr std::size_t kLanes = 8;
  std::uint64_t lanes_[kLanes] = {0xCBF29CE484222325U, 0xCBF29CE484222326U, 0xCBF29CE484222327U,
                                  0xCBF29CE484222328U, 0xCBF29CE484222329U, 0xCBF29CE48422232AU,
                                  0xCBF29CE48422232BU, 0xCBF29CE48422232CU};
  std::uint64_t size_ = 0;
};

}  // namespace jpegaware::saliency
