#pragma once

#include "nn/engine.h"

namespace effortlab::nn {

/// The model's own files run by OpenCV's DNN module on the CPU: an independent reference.
/// Threads: calls of one engine run one after the other; OpenCV's networks keep state.
/// OpenCV cannot be interrupted: a stop takes effect before or after a batch.
/// Errors: Error{Unsupported} when OpenCV cannot read the files.
std::unique_ptr<InferenceEngine> makeOpenCvEngine(const model::Model& model);

}  // namespace effortlab::nn
