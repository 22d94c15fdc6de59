#pragma once

#include "model/graph.h"

namespace effortlab::model {

/// The same network with every BatchNorm and Scale, also several in a row, worked into the weights and bias of the
/// convolution, deconvolution or fully connected layer right before it; its node stays as an IdentityParams, so that
/// the layer list shows it. Left alone where another layer reads the value between or it is an output of the network,
/// and where a folded weight would not be finite. The tensors of `graph` are not touched; without anything to fold it
/// is returned itself. Ensures: the same outputs to rounding.
std::shared_ptr<const Graph> foldBatchNorms(std::shared_ptr<const Graph> graph);

}  // namespace effortlab::model
