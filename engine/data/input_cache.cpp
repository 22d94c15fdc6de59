#include "core/error.h"
#include "core/parallel.h"
#include "data/preprocess.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace effortlab::data {

namespace {

using Input = std::shared_ptr<const FloatBuffer>;

constexpr std::int64_t maxQueuedImages = 1024;
constexpr std::int64_t maxAheadImages = 256;

}  // namespace

/// Keeps what it meets first, as long as it fits: a set that is read from end to end, again and again, would push out
/// every image of a least-recently-used cache just before its next use. Where the set is larger than the budget, a
/// quarter of the room is left for prefetched images, which go as soon as they were used.
struct InputCache::Impl {
  struct Entry {
    Input values;
    bool kept = true;
  };

  Impl(std::shared_ptr<const LabelledSet> labelled, model::InputSpec inputSpec, std::int64_t budgetBytes)
      : set(std::move(labelled)), spec(std::move(inputSpec)) {
    if (!set || spec.width < 1 || spec.height < 1)
      throw Error(ErrorCode::InvalidArgument, "a network input needs images and a size of at least 1x1 pixels");
    imageShape = {spec.channelCount(), spec.height, spec.width};
    bytesPerImage = imageShape.elementCount() * static_cast<std::int64_t>(sizeof(float));
    capacity = std::max<std::int64_t>(0, budgetBytes) / bytesPerImage;
    keptCapacity = capacity >= set->size() ? capacity : capacity - std::min(capacity / 4, maxAheadImages);
  }

  ~Impl() {
    for (std::jthread& worker : workers)
      worker.request_stop();
    wake.notify_all();  // the threads are joined by their own destructors, which run before those of the other members
  }

  void decode(std::int64_t index, std::span<float> out) const {
    const Image image = set->image(index);
    try {
      preprocess(image, spec, out);
    } catch (const Error& error) {
      throw Error(error.code(), set->imageName(index) + ": " + error.what());
    }
  }

  bool hasKeptRoom() {
    const std::lock_guard lock(mutex);
    return keptCount() < keptCapacity;
  }

  // The members from here to work() are called with `mutex` held.
  std::int64_t keptCount() const { return static_cast<std::int64_t>(entries.size() - ahead.size()); }

  /// How many more images could be stored, counting prefetched ones that would give way.
  std::int64_t room() const { return capacity - keptCount(); }

  void keep(std::int64_t index, const Input& values) {
    if (keptCount() < keptCapacity)
      entries.try_emplace(index, Entry{values, true});
  }

  void keepAhead(std::int64_t index, const Input& values) {
    if (entries.contains(index) || room() < 1)
      return;
    if (keptCount() < keptCapacity) {
      keep(index, values);
      return;
    }
    if (static_cast<std::int64_t>(ahead.size()) == capacity - keptCapacity) {
      entries.erase(ahead.front());
      ahead.pop_front();
    }
    entries.emplace(index, Entry{values, false});
    ahead.push_back(index);
  }

  /// The stored input, or null.
  Input take(std::int64_t index) {
    const auto found = entries.find(index);
    if (found == entries.end())
      return nullptr;
    const Entry entry = found->second;
    if (!entry.kept) {
      entries.erase(found);
      std::erase(ahead, index);
      keep(index, entry.values);
    }
    return entry.values;
  }

  void startWorkers() {
    constexpr int threadsForTwoWorkers = 4;
    for (int i = hardwareThreads() < threadsForTwoWorkers ? 1 : 0; i < 2; ++i)
      workers.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }

  void work(const std::stop_token& stop);

  std::shared_ptr<const LabelledSet> set;
  model::InputSpec spec;
  Shape imageShape;  // [C, H, W]
  std::int64_t bytesPerImage = 0;
  std::int64_t capacity = 0;      // images
  std::int64_t keptCapacity = 0;  // images of these that stay

  std::mutex mutex;  // guards everything below; never held while decoding
  std::unordered_map<std::int64_t, Entry> entries;
  std::deque<std::int64_t> ahead;  // prefetched entries that are not kept, oldest first
  std::deque<std::int64_t> queue;  // to prefetch
  std::condition_variable_any wake;
  std::vector<std::jthread> workers;  // last: destroyed, and so joined, first
};

void InputCache::Impl::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex);
  while (wake.wait(lock, stop, [this] { return !queue.empty(); }) && !stop.stop_requested()) {
    const std::int64_t index = queue.front();
    queue.pop_front();
    if (entries.contains(index) || room() < 1)
      continue;
    lock.unlock();
    std::shared_ptr<FloatBuffer> values;
    try {
      values = std::make_shared<FloatBuffer>(static_cast<std::size_t>(imageShape.elementCount()));
      decode(index, *values);
    } catch (...) {
      values.reset();  // batch() meets the same failure and reports it
    }
    lock.lock();
    if (values)
      keepAhead(index, values);
  }
}

InputCache::InputCache(std::shared_ptr<const LabelledSet> set, model::InputSpec spec, std::int64_t budgetBytes)
    : m_impl(std::make_unique<Impl>(std::move(set), std::move(spec), budgetBytes)) {}

InputCache::~InputCache() = default;

const LabelledSet& InputCache::set() const noexcept {
  return *m_impl->set;
}

const model::InputSpec& InputCache::spec() const noexcept {
  return m_impl->spec;
}

std::int64_t InputCache::bytesPerImage() const noexcept {
  return m_impl->bytesPerImage;
}

Tensor InputCache::batch(std::span<const std::int64_t> indices, const RunControl& control) const {
  control.throwIfStopped();
  const Shape& image = m_impl->imageShape;
  Tensor result(Shape{static_cast<std::int64_t>(indices.size()), image[0], image[1], image[2]});
  std::vector<Input> stored(indices.size());
  std::vector<std::int64_t> missing;  // positions in `indices`
  {
    const std::lock_guard lock(m_impl->mutex);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      stored[i] = m_impl->take(indices[i]);
      if (!stored[i])
        missing.push_back(static_cast<std::int64_t>(i));
    }
    // What is decoded here and now need not be decoded in the background too.
    const std::unordered_set<std::int64_t> wanted(indices.begin(), indices.end());
    std::erase_if(m_impl->queue, [&](std::int64_t queued) { return wanted.contains(queued); });
  }
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (stored[i])
      std::copy(stored[i]->begin(), stored[i]->end(), result.image(static_cast<std::int64_t>(i)).begin());

  parallelFor(static_cast<std::int64_t>(missing.size()), true, [&](std::int64_t i) {
    control.throwIfStopped();
    const std::int64_t position = missing[static_cast<std::size_t>(i)];
    const std::int64_t index = indices[static_cast<std::size_t>(position)];
    const std::span<float> out = result.image(position);
    m_impl->decode(index, out);
    if (!m_impl->hasKeptRoom())
      return;
    const auto copy = std::make_shared<const FloatBuffer>(out.begin(), out.end());
    const std::lock_guard lock(m_impl->mutex);
    m_impl->keep(index, copy);
  });
  return result;
}

void InputCache::prefetch(std::span<const std::int64_t> indices) const {
  const std::lock_guard lock(m_impl->mutex);
  std::unordered_set<std::int64_t> queued(m_impl->queue.begin(), m_impl->queue.end());
  const std::int64_t limit = std::min(maxQueuedImages, m_impl->room());
  for (const std::int64_t index : indices) {
    if (static_cast<std::int64_t>(queued.size()) >= limit)
      break;
    if (index >= 0 && index < m_impl->set->size() && !m_impl->entries.contains(index) && queued.insert(index).second)
      m_impl->queue.push_back(index);
  }
  if (m_impl->queue.empty())
    return;
  if (m_impl->workers.empty())
    m_impl->startWorkers();
  m_impl->wake.notify_all();
}

}  // namespace effortlab::data
