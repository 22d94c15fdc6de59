#include "effort/measured_weights.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

/// Writes the lists of all outputs.
class ListBuilder {
public:
  ListBuilder(TapLists& lists, std::int64_t outputs) : m_lists(lists), m_outputs(outputs) {
    m_lists.begin.clear();
    m_lists.length.clear();
  }

  /// `longest(output)` is a list's length or more; `fill(output, to)` writes it and returns how many taps it has. May
  /// write one tap more than `longest`.
  template <typename Longest, typename Fill>
  void build(Longest longest, Fill fill) {
    std::int64_t end = 0;
    for (std::int64_t group = 0; group < roundedUp(m_outputs, panelOutputs); group += listOutputs) {
      std::int64_t room = 0;
      for (std::int64_t m = group; m < std::min(group + listOutputs, m_outputs); ++m)
        room = std::max(room, longest(m));
      ++room;
      grow(end + listOutputs * room);
      addGroup(group, end, room, fill);
      end += listOutputs * room;
    }
  }

private:
  /// Keeps what is there, as the vector would; never clears.
  void grow(std::int64_t size) {
    if (static_cast<std::int64_t>(m_lists.taps.size()) < size)
      m_lists.taps.resize(static_cast<std::size_t>(size));
  }

  template <typename Fill>
  void addGroup(std::int64_t group, std::int64_t begin, std::int64_t room, Fill fill) {
    for (std::int64_t k = 0; k < listOutputs; ++k) {
      m_lists.begin.push_back(begin + k * room);
      m_lists.length.push_back(group + k < m_outputs ? fill(group + k, m_lists.taps.data() + begin + k * room) : 0);
    }
  }

  TapLists& m_lists;
  std::int64_t m_outputs;
};

ListSegment segmentOf(const TapLists& lists, std::int64_t firstOutput) {
  ListSegment segment;
  for (std::int64_t i = 0; i < listOutputs; ++i) {
    const auto output = static_cast<std::size_t>(firstOutput + i);
    segment.taps[i] = lists.taps.data() + lists.begin[output];
    segment.count[i] = lists.length[output];
  }
  return segment;
}

void multiplyTapLists(const TapLists& fixed, const TapLists& replaceable, std::int64_t panel, const TapColumns& columns,
                      float* out, std::int64_t outStride) {
  for (std::int64_t k = 0; k < panelOutputs; k += listOutputs) {
    const std::int64_t output = panel * panelOutputs + k;
    tapKernels().multiplyLists(
        {{segmentOf(fixed, output), segmentOf(replaceable, output)}, columns, out + k * outStride, outStride});
  }
}

}  // namespace

ConvolutionWeights::ConvolutionWeights(const SpetPlan& spet, const TapMatrix& matrix, const SfmaPlan* sfma, Form form)
    : m_matrix(matrix), m_inLists(spet.differsByOutput() || form == Form::Lists) {
  if (m_inLists)
    layOutLists(spet, sfma);
  else
    layOutPanels(spet, sfma);
}

void ConvolutionWeights::layOutPanels(const SpetPlan& spet, const SfmaPlan* sfma) {
  const std::int64_t taps = m_matrix.taps();
  for (std::int64_t tap = 0; tap < taps; ++tap)
    (spet.inPredictionSet(0, tap) ? m_firstTaps : m_secondTaps)
        .push_back({static_cast<std::int32_t>(tap), static_cast<std::int32_t>(tap * panelOutputs)});
  const std::int64_t size = panels() * taps * panelOutputs;
  m_panels.assign(static_cast<std::size_t>(sfma != nullptr ? 2 * size : size), 0.0F);
  for (std::int64_t m = 0; m < m_matrix.outputs; ++m) {
    float* panel = m_panels.data() + m / panelOutputs * taps * panelOutputs + m % panelOutputs;
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const float weight = m_matrix.weights[m * taps + tap];
      panel[tap * panelOutputs] = weight;
      if (sfma != nullptr && !sfma->isSmall(m, tap / m_matrix.tapsPerMap))
        panel[size + tap * panelOutputs] = weight;
    }
  }
}

void ConvolutionWeights::layOutLists(const SpetPlan& spet, const SfmaPlan* sfma) {
  const std::int64_t taps = m_matrix.taps();
  const auto build = [&](TapLists& lists, bool predicted, bool replaceable) {
    const auto belongs = [&](std::int64_t m, std::int64_t tap) {
      const bool small = sfma != nullptr && sfma->isSmall(m, tap / m_matrix.tapsPerMap);
      return spet.inPredictionSet(m, tap) == predicted && small == replaceable;
    };
    const auto lengthOf = [&](std::int64_t m) {
      std::int64_t length = 0;
      for (std::int64_t tap = 0; tap < taps; ++tap)
        length += belongs(m, tap) ? 1 : 0;
      return length;
    };
    ListBuilder(lists, m_matrix.outputs).build(lengthOf, [&](std::int64_t m, ListTap* to) {
      const ListTap* begin = to;
      for (std::int64_t tap = 0; tap < taps; ++tap)
        if (belongs(m, tap))
          *to++ = {static_cast<std::int32_t>(tap), m_matrix.weights[m * taps + tap]};
      return std::int64_t{to - begin};
    });
  };
  build(m_first.fixed, true, false);
  build(m_first.replaceable, true, true);
  if (spet.exact()) {
    layOutTails(spet, sfma);
  } else {
    build(m_second.fixed, false, false);
    build(m_second.replaceable, false, true);
  }
}

void ConvolutionWeights::layOutTails(const SpetPlan& spet, const SfmaPlan* sfma) {
  const auto zeroRow = static_cast<std::int32_t>(m_matrix.taps());
  const auto lengthOf = [&](std::int64_t m) { return static_cast<std::int64_t>(spet.tailOf(m).size()); };
  ListBuilder(m_second.fixed, m_matrix.outputs)
      .build([](std::int64_t) { return std::int64_t{0}; }, [](std::int64_t, ListTap*) { return std::int64_t{0}; });
  ListBuilder(m_second.replaceable, m_matrix.outputs).build(lengthOf, [&](std::int64_t m, ListTap* to) {
    for (const std::int32_t tap : spet.tailOf(m))
      *to++ = {tap, m_matrix.weights[m * m_matrix.taps() + tap]};
    return lengthOf(m);
  });
  m_tailRows.assign(m_second.replaceable.taps.size(), zeroRow);
  for (std::int64_t m = 0; m < m_matrix.outputs; ++m) {
    std::int32_t* begin = m_tailRows.data() + m_second.replaceable.begin[static_cast<std::size_t>(m)];
    std::int32_t* rows = begin;
    for (const std::int32_t tap : spet.tailOf(m))
      *rows++ = sfma != nullptr && sfma->isSmall(m, tap / m_matrix.tapsPerMap) ? tap : zeroRow;
    m_tailFixed.push_back(std::find_if(begin, rows, [&](std::int32_t row) { return row != zeroRow; }) - begin);
  }
}

ImageWeights::ImageWeights(const ConvolutionWeights& weights, const SfmaPlan* sfma, const SfmaImage* image,
                           ImageBuffers& buffers)
    : m_weights(weights),
      m_firstTaps(weights.m_firstTaps),
      m_secondTaps(weights.m_secondTaps),
      m_first(&weights.m_first.replaceable),
      m_second(&weights.m_second.replaceable) {
  const bool replaces = sfma != nullptr && image != nullptr && image->pairs > 0;
  if (replaces && weights.inLists())
    filterLists(*image, buffers);
  else if (replaces)
    selectPanels(*image);
  countTaps();
  if (replaces && !weights.inLists())
    takeOffReplaced(*sfma, *image);
}

void ImageWeights::selectPanels(const SfmaImage& image) {
  const TapMatrix& matrix = m_weights.m_matrix;
  const auto withoutSmall = static_cast<std::int32_t>(m_weights.panels() * matrix.taps() * panelOutputs);
  const auto select = [&](const std::vector<PanelTap>& taps, std::vector<PanelTap>& own) {
    own = taps;
    for (PanelTap& tap : own)
      tap.weight += image.quiet[static_cast<std::size_t>(tap.row / matrix.tapsPerMap)] != 0 ? withoutSmall : 0;
  };
  select(m_weights.m_firstTaps, m_ownFirstTaps);
  select(m_weights.m_secondTaps, m_ownSecondTaps);
  m_firstTaps = m_ownFirstTaps;
  m_secondTaps = m_ownSecondTaps;
}

void ImageWeights::filterLists(const SfmaImage& image, ImageBuffers& buffers) {
  const TapMatrix& matrix = m_weights.m_matrix;
  const auto zeroRow = static_cast<std::int32_t>(matrix.taps());
  buffers.keeps.assign(static_cast<std::size_t>(zeroRow) + 1, 1);
  for (std::int64_t n = 0; n < matrix.maps; ++n)
    if (image.quiet[static_cast<std::size_t>(n)] != 0)
      std::fill_n(buffers.keeps.begin() + n * matrix.tapsPerMap, matrix.tapsPerMap, std::uint8_t{0});
  filterPart(m_weights.m_first.replaceable, false, buffers.keeps.data(), buffers.first);
  filterPart(m_weights.m_second.replaceable, !m_weights.m_tailRows.empty(), buffers.keeps.data(), buffers.second);
  m_first = &buffers.first;
  m_second = &buffers.second;
}

void ImageWeights::filterPart(const TapLists& lists, bool tails, const std::uint8_t* keeps, TapLists& own) const {
  const TapMatrix& matrix = m_weights.m_matrix;
  const auto lengthOf = [&](std::int64_t m) { return lists.length[static_cast<std::size_t>(m)]; };
  ListBuilder(own, matrix.outputs).build(lengthOf, [&](std::int64_t m, ListTap* to) {
    const std::int64_t begin = lists.begin[static_cast<std::size_t>(m)];
    const ListTap* from = lists.taps.data() + begin;
    const std::int64_t count = lengthOf(m);
    // Each tap is written, and stays unless the next overwrites it: no branch to mispredict.
    std::int64_t length = 0;
    if (!tails) {
      for (std::int64_t i = 0; i < count; ++i) {
        to[length] = from[i];
        length += keeps[from[i].row];
      }
      return length;
    }
    const std::int32_t* rows = m_weights.m_tailRows.data() + begin;
    length = m_weights.m_tailFixed[static_cast<std::size_t>(m)];  // most: small kernels have small weights
    std::copy_n(from, length, to);
    for (std::int64_t i = length; i < count; ++i) {
      to[length] = from[i];
      length += keeps[rows[i]];
    }
    return length;
  });
}

void ImageWeights::countTaps() {
  const auto outputs = static_cast<std::size_t>(m_weights.m_matrix.outputs);
  if (!m_weights.inLists()) {
    m_predicted.assign(outputs, static_cast<std::int32_t>(m_firstTaps.size()));
    m_kept.assign(outputs, static_cast<std::int32_t>(m_firstTaps.size() + m_secondTaps.size()));
    return;
  }
  for (std::size_t m = 0; m < outputs; ++m) {
    const std::int64_t predicted = m_weights.m_first.fixed.length[m] + m_first->length[m];
    m_predicted.push_back(static_cast<std::int32_t>(predicted));
    m_kept.push_back(static_cast<std::int32_t>(predicted + m_weights.m_second.fixed.length[m] + m_second->length[m]));
  }
}

/// Panels keep all taps; those of replaced pairs have zero weights.
void ImageWeights::takeOffReplaced(const SfmaPlan& sfma, const SfmaImage& image) {
  const TapMatrix& matrix = m_weights.m_matrix;
  std::vector<std::int32_t> predictedOf(static_cast<std::size_t>(matrix.maps), 0);
  for (const PanelTap& tap : m_firstTaps)
    ++predictedOf[static_cast<std::size_t>(tap.row / matrix.tapsPerMap)];
  for (std::int64_t n = 0; n < matrix.maps; ++n) {
    if (image.quiet[static_cast<std::size_t>(n)] == 0)
      continue;
    const std::span<const std::uint8_t> small = sfma.smallOf(n);
    const std::int32_t predicted = predictedOf[static_cast<std::size_t>(n)];
    for (std::size_t m = 0; m < small.size(); ++m) {
      m_predicted[m] -= small[m] * predicted;
      m_kept[m] -= small[m] * static_cast<std::int32_t>(matrix.tapsPerMap);
    }
  }
}

void ImageWeights::multiplyPanelTaps(std::span<const PanelTap> taps, std::int64_t panel, const TapColumns& columns,
                                     float* out, std::int64_t outStride) const {
  tapKernels().multiplyPanel({taps.data(), static_cast<std::int64_t>(taps.size()),
                              m_weights.m_panels.data() + panel * m_weights.m_matrix.taps() * panelOutputs, columns,
                              out, outStride});
}

void ImageWeights::multiplyFirst(std::int64_t panel, const TapColumns& columns, float* out,
                                 std::int64_t outStride) const {
  if (m_weights.inLists())
    multiplyTapLists(m_weights.m_first.fixed, *m_first, panel, columns, out, outStride);
  else
    multiplyPanelTaps(m_firstTaps, panel, columns, out, outStride);
}

void ImageWeights::multiplySecond(std::int64_t panel, const TapColumns& columns, float* out,
                                  std::int64_t outStride) const {
  if (m_weights.inLists())
    multiplyTapLists(m_weights.m_second.fixed, *m_second, panel, columns, out, outStride);
  else
    multiplyPanelTaps(m_secondTaps, panel, columns, out, outStride);
}

std::span<const ListTap> ImageWeights::secondTaps(std::int64_t output) const noexcept {
  const auto index = static_cast<std::size_t>(output);
  return {m_second->taps.data() + m_second->begin[index], static_cast<std::size_t>(m_second->length[index])};
}

}  // namespace effortlab::effort
