#include "effort_data.h"

#include "effort_cases.h"

#include <random>

namespace effortlab::tests {

namespace {

class NoiseSet : public data::LabelledSet {
public:
  NoiseSet(std::int64_t images, std::int64_t width, std::int64_t height)
      : m_images(images), m_width(width), m_height(height) {
    m_spec = "noise";
    m_hash = "0";
  }
  std::int64_t size() const override { return m_images; }
  int label(std::int64_t index) const override { return static_cast<int>(index % 4); }
  data::Image image(std::int64_t index) const override {
    std::mt19937 random(static_cast<std::uint32_t>(index) + 17);
    data::Image image{m_width, m_height, 1, {}};
    for (std::int64_t i = 0; i < m_width * m_height; ++i)
      image.pixels.push_back(static_cast<std::uint8_t>(random() >> 24));
    return image;
  }
  std::string imageName(std::int64_t index) const override { return "noise[" + std::to_string(index) + "]"; }

private:
  std::int64_t m_images, m_width, m_height;
};

class PixelImages : public data::LabelledSet {
public:
  PixelImages(std::vector<PixelImage> images, std::int64_t width, std::int64_t height)
      : m_images(std::move(images)), m_width(width), m_height(height) {
    m_spec = "pixels";
    m_hash = "1";
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(m_images.size()); }
  int label(std::int64_t index) const override { return m_images[static_cast<std::size_t>(index)].label; }
  data::Image image(std::int64_t index) const override {
    return {m_width, m_height, 1, m_images[static_cast<std::size_t>(index)].pixels};
  }
  std::string imageName(std::int64_t index) const override { return "pixels[" + std::to_string(index) + "]"; }

private:
  std::vector<PixelImage> m_images;
  std::int64_t m_width, m_height;
};

}  // namespace

std::shared_ptr<const data::LabelledSet> noiseSet(std::int64_t images, std::int64_t width, std::int64_t height) {
  return std::make_shared<NoiseSet>(images, width, height);
}

std::shared_ptr<const data::LabelledSet> pixelSet(std::vector<PixelImage> images, std::int64_t width,
                                                  std::int64_t height) {
  return std::make_shared<PixelImages>(std::move(images), width, height);
}

std::shared_ptr<const model::Model> pixelModel(std::shared_ptr<const model::Graph> graph, std::int64_t width,
                                               std::int64_t height) {
  auto model = std::make_shared<model::Model>(*modelOf(std::move(graph)));
  model->manifest.input.width = width;
  model->manifest.input.height = height;
  model->manifest.input.mean.clear();
  model->manifest.input.scale = 1.0F;
  return model;
}

std::shared_ptr<const model::Model> smallModel(std::uint32_t seed) {
  return modelOf(smallClassifier(seed));
}

std::shared_ptr<const model::Model> modelOf(std::shared_ptr<const model::Graph> graph) {
  auto model = std::make_shared<model::Model>();
  model->graph = std::move(graph);
  model->manifest.name = "small";
  model->manifest.input.width = 8;
  model->manifest.input.height = 8;
  model->manifest.input.channels = model::ChannelOrder::Gray;
  model->manifest.input.mean = {128.0F};
  model->manifest.input.scale = 1.0F / 64.0F;
  return model;
}

std::shared_ptr<const data::InputCache> inputsOf(const model::Model& model,
                                                 std::shared_ptr<const data::LabelledSet> set) {
  return std::make_shared<data::InputCache>(std::move(set), model.manifest.input, std::int64_t{1} << 26);
}

}  // namespace effortlab::tests
