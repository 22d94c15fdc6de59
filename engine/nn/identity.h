#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Copies its input: dropout at inference, identity.
extern const LayerOps identityOps;

}  // namespace effortlab::nn
