#pragma once

#include "fast/fast_network.h"
#include "model/manifest.h"

#include <filesystem>

namespace effortlab::fast {

/// Times every kernel of every layer on `batch` as the network runs it, on one thread, and takes the cheapest; for
/// batches of 16 and more also whether lanes are better tiles or images. About as long as a few dozen images take.
/// With the kernels chosen on one thread, results do not depend on the number of threads.
/// Errors: those of FastNetwork::run().
FastPlan measurePlan(const FastNetwork& network, const model::Model& model, const TensorPtr& batch,
                     std::stop_token stop);

/// Where the plan of a model on this machine is kept: by model, processor, instruction set and input size.
std::filesystem::path planFile(const std::filesystem::path& folder, const model::Model& model, Isa isa,
                               const Shape& batch);

/// Errors: Error{Mismatch} when the plan was made for another model, or for an instruction set this run does not have.
void checkPlan(const FastPlan& plan, const model::Model& model, Isa isa);

}  // namespace effortlab::fast
