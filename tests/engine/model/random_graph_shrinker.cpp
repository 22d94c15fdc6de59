#include "core/error.h"
#include "random_graphs.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

namespace effortlab::tests {

namespace {

using namespace model;

/// Without what no output needs.
NamedGraph pruned(NamedGraph graph) {
  std::set<std::string> needed(graph.outputs.begin(), graph.outputs.end());
  std::vector<NamedNode> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    if (std::none_of(node->outputs.begin(), node->outputs.end(),
                     [&](const auto& name) { return needed.contains(name); }))
      continue;
    needed.insert(node->inputs.begin(), node->inputs.end());
    kept.push_back(*node);
  }
  graph.nodes.assign(kept.rbegin(), kept.rend());
  return graph;
}

/// A number and the least it may become.
struct Shrinkable {
  std::int64_t* value;
  std::int64_t least;
};

void addWindow(Window2d& window, std::vector<Shrinkable>& numbers) {
  for (std::int64_t* value :
       {&window.kernelH, &window.kernelW, &window.strideH, &window.strideW, &window.dilationH, &window.dilationW})
    numbers.push_back({value, 1});
  for (std::int64_t* value : {&window.padTop, &window.padLeft, &window.padBottom, &window.padRight})
    numbers.push_back({value, 0});
}

struct NumbersOf {
  std::vector<Shrinkable>& numbers;

  void operator()(ConvolutionParams& params) const {
    numbers.push_back({&params.groups, 1});
    numbers.push_back({&params.outputs, 1});
    addWindow(params.window, numbers);
  }
  void operator()(DeconvolutionParams& params) const {
    numbers.push_back({&params.groups, 1});
    numbers.push_back({&params.outputs, 1});
    numbers.push_back({&params.outputPadH, 0});
    numbers.push_back({&params.outputPadW, 0});
    addWindow(params.window, numbers);
  }
  void operator()(FullyConnectedParams& params) const { numbers.push_back({&params.outputs, 1}); }
  void operator()(PoolParams& params) const { addWindow(params.window, numbers); }
  void operator()(LrnParams& params) const { numbers.push_back({&params.size, 1}); }
  void operator()(PadParams& params) const {
    for (auto* sides : {&params.before, &params.after})
      for (std::int64_t& side : *sides)
        numbers.push_back({&side, 0});
  }
  void operator()(ResizeParams& params) const {
    if (params.height > 0)
      numbers.push_back({&params.height, 1});
    if (params.width > 0)
      numbers.push_back({&params.width, 1});
  }
  template <typename T>
  void operator()(T&) const {}
};

/// Every number of the network that may become smaller, in a fixed order.
std::vector<Shrinkable> numbersOf(NamedGraph& graph) {
  std::vector<Shrinkable> numbers;
  for (auto& [name, shape] : graph.inputs)
    for (int axis = 1; axis < shape.rank(); ++axis)
      numbers.push_back({&shape[axis], 1});
  for (NamedNode& node : graph.nodes)
    std::visit(NumbersOf{numbers}, node.params);
  return numbers;
}

/// A window may lie wholly in the padding: no reader accepts that, and every runtime has its own opinion.
bool poolsPadding(const NamedNode& node) {
  const auto* params = std::get_if<PoolParams>(&node.params);
  return params != nullptr && (std::max(params->window.padTop, params->window.padBottom) >= params->window.kernelH ||
                               std::max(params->window.padLeft, params->window.padRight) >= params->window.kernelW);
}

/// The beginning of a problem's text without its numbers: one failure must not turn into another on the way.
std::string kindOf(const std::string& problem) {
  constexpr std::size_t tellingLength = 40;
  std::string kind;
  std::copy_if(problem.begin(), problem.end(), std::back_inserter(kind), [](char c) { return c < '0' || c > '9'; });
  return kind.substr(0, tellingLength);
}

class Shrinker {
public:
  Shrinker(NamedGraph graph, const GraphProblem& problem)
      : m_best(std::move(graph)), m_problem(problem), m_kind(kindOf(problem(m_best))) {}

  NamedGraph run() {
    while (cutEnd() || dropLayer() || dropOperand() || lowerNumber()) {
    }
    return m_best;
  }

private:
  bool accept(NamedGraph candidate) {
    candidate = pruned(std::move(candidate));
    if (candidate.nodes.empty() || !fails(candidate))
      return false;
    m_best = std::move(candidate);
    return true;
  }

  bool fails(const NamedGraph& candidate) const {
    try {
      if (std::any_of(candidate.nodes.begin(), candidate.nodes.end(), poolsPadding))
        return false;
      static_cast<void>(buildGraph(withWeights(candidate)));
    } catch (const std::exception&) {
      return false;
    }
    const std::string problem = m_problem(candidate);
    return !problem.empty() && kindOf(problem) == m_kind;
  }

  /// The network ends at an earlier layer.
  bool cutEnd() {
    for (const NamedNode& node : m_best.nodes)
      for (const std::string& output : node.outputs) {
        if (m_best.outputs == std::vector{output})
          continue;
        NamedGraph candidate = m_best;
        candidate.outputs = {output};
        if (pruned(candidate).nodes.size() < m_best.nodes.size() && accept(std::move(candidate)))
          return true;
      }
    return false;
  }

  /// A layer's readers read what it read.
  bool dropLayer() {
    for (std::size_t i = 0; i < m_best.nodes.size(); ++i)
      for (const std::string& instead : m_best.nodes[i].inputs) {
        NamedGraph candidate = m_best;
        const std::vector<std::string> gone = candidate.nodes[i].outputs;
        candidate.nodes.erase(candidate.nodes.begin() + static_cast<std::ptrdiff_t>(i));
        const auto rename = [&](std::string& name) {
          if (std::find(gone.begin(), gone.end(), name) != gone.end())
            name = instead;
        };
        for (NamedNode& node : candidate.nodes)
          std::for_each(node.inputs.begin(), node.inputs.end(), rename);
        std::for_each(candidate.outputs.begin(), candidate.outputs.end(), rename);
        if (accept(std::move(candidate)))
          return true;
      }
    return false;
  }

  bool dropOperand() {
    for (std::size_t i = 0; i < m_best.nodes.size(); ++i)
      for (std::size_t k = 0; k < m_best.nodes[i].inputs.size() && m_best.nodes[i].inputs.size() > 1; ++k) {
        NamedGraph candidate = m_best;
        auto& inputs = candidate.nodes[i].inputs;
        inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(k));
        if (accept(std::move(candidate)))
          return true;
      }
    return false;
  }

  /// To its least value, to half, by one.
  bool lowerNumber() {
    const std::size_t count = numbersOf(m_best).size();
    for (std::size_t i = 0; i < count; ++i) {
      const Shrinkable now = numbersOf(m_best)[i];
      for (const std::int64_t smaller : {now.least, *now.value / 2, *now.value - 1}) {
        if (smaller < now.least || smaller >= *now.value)
          continue;
        NamedGraph candidate = m_best;
        *numbersOf(candidate)[i].value = smaller;
        if (accept(std::move(candidate)))
          return true;
      }
    }
    return false;
  }

  NamedGraph m_best;
  const GraphProblem& m_problem;
  std::string m_kind;
};

std::ostream& operator<<(std::ostream& out, const Window2d& w) {
  out << " kernel " << w.kernelH << "x" << w.kernelW << " stride " << w.strideH << "x" << w.strideW << " dilation "
      << w.dilationH << "x" << w.dilationW;
  if (w.autoPad != AutoPad::None)
    return out << (w.autoPad == AutoPad::SameUpper ? " SAME_UPPER" : " SAME_LOWER");
  return out << " pads " << w.padTop << "," << w.padLeft << "," << w.padBottom << "," << w.padRight;
}

template <typename T>
void list(std::ostream& out, const char* name, const std::vector<T>& values) {
  out << " " << name;
  for (std::size_t i = 0; i < values.size(); ++i)
    out << (i == 0 ? " " : ",") << values[i];
}

struct Details {
  std::ostream& out;

  void operator()(const ConvolutionParams& p) const {
    out << " outputs " << p.outputs << " groups " << p.groups << p.window;
  }
  void operator()(const DeconvolutionParams& p) const {
    out << " outputs " << p.outputs << " groups " << p.groups << p.window << " output pads " << p.outputPadH << ","
        << p.outputPadW;
  }
  void operator()(const FullyConnectedParams& p) const { out << " outputs " << p.outputs; }
  void operator()(const ActivationParams& p) const {
    out << " kind " << static_cast<int>(p.kind) << " alpha " << p.alpha << " beta " << p.beta << " gamma " << p.gamma;
  }
  void operator()(const PoolParams& p) const {
    out << (p.global ? " global" : "") << p.window << (p.rounding == PoolRounding::Ceil ? " ceil" : " floor")
        << " divisor " << static_cast<int>(p.divisor) << (p.dropLastOutside ? " drops" : "");
  }
  void operator()(const LrnParams& p) const {
    out << (p.region == LrnRegion::WithinChannel ? " within" : " across") << " size " << p.size << " beta " << p.beta;
  }
  void operator()(const ElementwiseParams& p) const {
    out << " kind " << static_cast<int>(p.kind) << " constant at " << p.constantAt;
    list(out, "coefficients", p.coefficients);
  }
  void operator()(const ConcatParams& p) const { out << " axis " << p.axis; }
  void operator()(const SoftmaxParams& p) const { out << " axis " << p.axis << (p.log ? " log" : ""); }
  void operator()(const ReduceParams& p) const {
    list(out, "axes", p.axes);
    out << (p.keepDims ? " keeps dims" : "");
  }
  void operator()(const ReshapeParams& p) const { list(out, "dims", p.dims); }
  void operator()(const TransposeParams& p) const { list(out, "order", p.order); }
  void operator()(const PadParams& p) const {
    out << " mode " << static_cast<int>(p.mode) << " value " << p.value;
    list(out, "before", p.before);
    list(out, "after", p.after);
  }
  void operator()(const ResizeParams& p) const {
    out << (p.mode == Interpolation::Nearest ? " nearest" : " linear") << " coordinates "
        << static_cast<int>(p.coordinates) << " size " << p.height << "x" << p.width << " scale " << p.scaleH << "x"
        << p.scaleW;
  }
  void operator()(const StridedSliceParams& p) const {
    for (const auto& range : p.ranges)
      out << " axis " << range.axis << " [" << range.start << "," << range.end << ")";
  }
  template <typename T>
  void operator()(const T&) const {}
};

}  // namespace

NamedGraph shrink(NamedGraph graph, const GraphProblem& problem) {
  return Shrinker(std::move(graph), problem).run();
}

std::string describe(const NamedGraph& graph) {
  std::ostringstream text;
  text << graph.file << "\n";
  for (const auto& [name, shape] : graph.inputs)
    text << "  " << name << ": " << shape.toString() << "\n";
  for (const NamedNode& node : graph.nodes) {
    text << "  " << node.name << ": " << layerTypeName(node.params);
    std::visit(Details{text}, node.params);
    list(text, "reads", node.inputs);
    list(text, "writes", node.outputs);
    text << "\n";
  }
  return text.str();
}

}  // namespace effortlab::tests
