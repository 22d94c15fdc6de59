#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::fovea {

/// Full: every frame. Every: every K-th full, boxes held. Track: every K-th full, a tracker between (the rival).
/// Thesis: chapter 3 as written. Best: ours.
enum class PolicyKind { Full, Every, Track, Thesis, Best };
inline constexpr std::array<const char*, 5> policyKindNames{"full", "every", "track", "thesis", "best"};

struct PolicyName {
  PolicyKind kind = PolicyKind::Best;
  int period = 5;  ///< K of Every and Track

  bool operator==(const PolicyName&) const = default;
};

/// `full`, `every:K`, `track:K`, `thesis`, `best`. Errors: Error{InvalidArgument} listing them.
PolicyName parsePolicy(std::string_view text);
std::string policyText(const PolicyName& policy);

enum class ParameterKind { Number, Integer, Switch, Choice };

/// One thing that can be set, by `--set name=value` and in the window.
struct ParameterInfo {
  std::string name;     ///< "skip_o"
  std::string purpose;  ///< a sentence for users, with its unit
  ParameterKind kind = ParameterKind::Number;
  double least = 0.0, most = 0.0, step = 0.0, usual = 0.0;  ///< of a Switch 0 or 1, of a Choice an index
  std::vector<std::string> choices = {};
};

/// Those of a policy, in the order to show them; a policy does not have another one's.
std::span<const ParameterInfo> parametersOf(PolicyKind kind);

/// A policy with its parameters' values.
class PolicySettings {
public:
  explicit PolicySettings(PolicyName policy = {});

  const PolicyName& policy() const noexcept { return m_policy; }
  /// Errors: Error{InvalidArgument} for a name the policy does not have (listing those it has).
  double value(std::string_view name) const;
  /// Errors: the same, and for a value out of range or not finite, naming the range.
  void set(std::string_view name, double value);
  /// `name=value`; switches also take on/off, choices their words. Errors: the same.
  void set(std::string_view assignment);
  /// Assignments that differ from the usual values: what a command line needs.
  std::vector<std::string> changes() const;

  bool operator==(const PolicySettings&) const = default;

private:
  PolicyName m_policy;
  std::vector<double> m_values;  ///< by parametersOf()
};

/// What a policy is measured against: every frame whole, with the same least score, so that AP counts alike.
PolicySettings wholeFramesBeside(const PolicySettings& policy);

}  // namespace effortlab::fovea
