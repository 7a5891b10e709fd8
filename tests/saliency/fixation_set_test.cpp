// SPDX-License-Identifier: Apache-2.0
// Fixation sets: lists, photos and fixations of both folder layouts, and what is refused.
#include "fixation_set.h"

#include <unistd.h>

#include <fstream>

#include "catch.hpp"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, removed at its end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("fixation_set_test-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

constexpr const char* kHeader = "image,subject,index,x,y,duration_ms\n";

TEST_CASE("fixation_set: photos come in the list's order with their own fixations", "[fixation_set][unit]") {
  const Folder folder;
  folder.write("train.txt", "b.jpg\r\na.jpg\n");
  folder.write("fixations.csv",
               std::string(kHeader) + "a.jpg,1,1,10.5,20,100\nc.jpg,1,1,0,0,100\nb.jpg,2,1,3,4,90\nb.jpg,3,1,5,6\n");
  const auto set = read_fixation_set(folder.path(), "train.txt");
  REQUIRE(set);
  REQUIRE(set->stimuli.size() == 2);
  CHECK(set->stimuli[0].name == "b.jpg");
  REQUIRE(set->stimuli[0].fixations.size() == 2);
  CHECK(set->stimuli[0].fixations[1].subject == 3);
  CHECK(set->stimuli[1].fixations[0].x_px == 10.5F);
  CHECK(set->stimuli[1].photo == folder.path() / "stimuli" / "a.jpg");
}

TEST_CASE("fixation_set: a damaged line is named", "[fixation_set][unit]") {
  const auto line = GENERATE("a.jpg,1,1,ten,20,100", "a.jpg,1,1,10", "");
  const Folder folder;
  folder.write("train.txt", "a.jpg\n");
  folder.write("fixations.csv", std::string(kHeader) + "a.jpg,1,1,1,1,1\n" + line + "\n");
  const auto set = read_fixation_set(folder.path(), "train.txt");
  REQUIRE(!set);
  CHECK(set.error().code == ErrorCode::kBadInput);
  CHECK(set.error().message.find("line 3") != std::string::npos);
}

TEST_CASE("fixation_set: a missing list and a photo without fixations are refused", "[fixation_set][unit]") {
  const Folder folder;
  folder.write("fixations.csv", std::string(kHeader) + "a.jpg,1,1,1,1,1\n");
  CHECK(read_fixation_set(folder.path(), "train.txt").error().code == ErrorCode::kIo);
  folder.write("train.txt", "a.jpg\nz.jpg\n");
  const auto set = read_fixation_set(folder.path(), "train.txt");
  REQUIRE(!set);
  CHECK(set.error().message.find("z.jpg") != std::string::npos);
}

TEST_CASE("fixation_set: bright pixels of a partner picture are fixations, folders are categories",
          "[fixation_set][unit]") {
  const Folder folder;
  // The reader goes by content: these are PGM pictures whatever the ending says.
  folder.write("Stimuli/Art/001.jpg", "P5 3 2 255\nabcdef");
  folder.write("Stimuli/Art/Output/001_other.jpg", "not looked at");
  folder.write("Fixations/Art/001.png", std::string("P5 3 2 255\n") + std::string("\0\xFF\0\0\0\x80", 6));
  const auto set = read_picture_set(folder.path() / "Stimuli", folder.path() / "Fixations");
  REQUIRE(set);
  REQUIRE(set->stimuli.size() == 1);
  CHECK(set->stimuli[0].category == "Art");
  CHECK_FALSE(set->has_subjects);
  REQUIRE(set->stimuli[0].fixations.size() == 2);
  CHECK(set->stimuli[0].fixations[0].x_px == 1.0F);
  CHECK(set->stimuli[0].fixations[1].x_px == 2.0F);
  CHECK(set->stimuli[0].fixations[1].y_px == 1.0F);
}

TEST_CASE("fixation_set: CAT2000's matrices are read, column by column", "[fixation_set][unit]") {
  // A level 5 MAT-file of one 2 x 3 matrix of bytes, 1 in the second row of the third column.
  const std::string flags("\x06\0\0\0\x08\0\0\0\x09\0\0\0\0\0\0\0", 16);
  const std::string sides("\x05\0\0\0\x08\0\0\0\x02\0\0\0\x03\0\0\0", 16);
  const std::string name("\x01\0\x01\0x\0\0\0", 8);
  const std::string values("\x02\0\0\0\x06\0\0\0\0\0\0\0\0\1\0\0", 16);
  const std::string start = std::string(124, ' ') + std::string("\0\1IM\x0E\0\0\0\x38\0\0\0", 12);
  const Folder folder;
  folder.write("Stimuli/Art/001.jpg", "P5 3 2 255\nabcdef");
  folder.write("FIXATIONLOCS/Art/001.mat", start + flags + sides + name + values);
  const auto set = read_picture_set(folder.path() / "Stimuli", folder.path() / "FIXATIONLOCS");
  REQUIRE(set);
  REQUIRE(set->stimuli.size() == 1);
  REQUIRE(set->stimuli[0].fixations.size() == 1);
  CHECK(set->stimuli[0].fixations[0].x_px == 2.0F);
  CHECK(set->stimuli[0].fixations[0].y_px == 1.0F);
}

TEST_CASE("fixation_set: folders without pairs are refused", "[fixation_set][unit]") {
  const Folder folder;
  folder.write("Stimuli/001.jpg", "P5 3 2 255\nabcdef");
  CHECK(read_picture_set(folder.path() / "Stimuli", folder.path() / "none").error().code == ErrorCode::kIo);
}

}  // namespace
}  // namespace jpegaware::apps
