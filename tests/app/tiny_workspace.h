#pragma once

#include "controllers/live_session.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

namespace effortlab::tests {

/// conv1 - ReLU - conv2 - ReLU - fully connected on 8x8 grey images of 3 classes; weights and images are random but
/// fixed.
std::shared_ptr<const app::Workspace> tinyWorkspace(std::int64_t images = 300);

/// Writes IDX files of `images` 28x28 grey images with labels 0..9 into the folder; returns the specification.
std::string writeIdxImages(const std::filesystem::path& folder, int images);

/// What a FakeSession was asked for, and how it should behave; outlives the session.
struct FakeScript {
  std::atomic<int> evaluations = 0;
  std::atomic<int> histograms = 0;
  std::atomic<int> studies = 0;
  std::atomic<int> plans = 0;
  std::atomic<int> lastThreads = 0;
  std::atomic<int> msPerStep = 1;
  std::atomic<bool> fail = false;
  std::atomic<bool> holdStudy = false;  ///< until it is stopped
  std::atomic<bool> noGate = false;     ///< its 8-bit pass cannot be calibrated
};

/// Estimates after 64, 128 ... images; every knob that is on saves a quarter of its layer and costs 2 points. Image i
/// has the margin i / 100 in 8 bits, and every tenth another answer there.
app::SessionFactory fakeSessions(const std::shared_ptr<FakeScript>& script);

}  // namespace effortlab::tests
