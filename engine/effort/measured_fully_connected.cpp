#include "effort/fully_connected_work.h"
#include "effort/measured_layer.h"

namespace effortlab::effort {

std::vector<LayerCounts> MeasuredLayer::runFullyConnected(const KnobCall& call) const {
  const SpetPlan& spet = call.groups.front().spet;
  return runFullyConnectedBlocks(call, [&](const BatchColumns& columns, OutputBlock& block) {
    multiplyFirst(call, columns, block);
    if (spet.exact()) {
      finishExact(call, columns, block);
      return;
    }
    multiplySecond(call, columns, block);
    const std::int64_t images = call.input.shape()[0];
    for (std::int64_t k = 0; k < block.count; ++k) {
      SpetRow row = block.row(call, k);
      row.second = block.second.data() + k * images;
      finishRow(row, spet, block.out.data() + k * images, block.executed.data() + k * images);
    }
  });
}

}  // namespace effortlab::effort
