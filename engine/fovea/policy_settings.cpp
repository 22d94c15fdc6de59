#include "fovea/policy_settings.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace effortlab::fovea {

namespace {

constexpr int longestPeriod = 1000;  // frames

std::string numberText(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", value);
  return text.data();
}

std::string namesOf(std::span<const ParameterInfo> parameters) {
  std::string names;
  for (const ParameterInfo& one : parameters)
    names += (names.empty() ? "" : ", ") + one.name;
  return names.empty() ? "it has none" : "it has " + names;
}

std::size_t indexOf(const PolicyName& policy, std::string_view name) {
  const std::span<const ParameterInfo> parameters = parametersOf(policy.kind);
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [name](const auto& one) { return one.name == name; });
  if (found == parameters.end())
    throw Error(ErrorCode::InvalidArgument, "the policy " + policyText(policy) + " has no parameter '" +
                                                std::string(name) + "'; " + namesOf(parameters));
  return static_cast<std::size_t>(found - parameters.begin());
}

std::string rangeText(const ParameterInfo& info) {
  if (info.kind == ParameterKind::Switch)
    return "must be on or off";
  if (info.kind == ParameterKind::Choice) {
    std::string words;
    for (const std::string& word : info.choices)
      words += (words.empty() ? "" : ", ") + word;
    return "must be one of " + words;
  }
  return std::string("must be a ") + (info.kind == ParameterKind::Integer ? "whole number" : "number") + " from " +
         numberText(info.least) + " to " + numberText(info.most);
}

/// The value that a text stands for; NaN where it is none.
double settingValue(const ParameterInfo& info, std::string_view text) {
  if (info.kind == ParameterKind::Switch && (text == "on" || text == "off"))
    return text == "on" ? 1.0 : 0.0;
  if (const auto word = std::find(info.choices.begin(), info.choices.end(), text); word != info.choices.end())
    return static_cast<double>(word - info.choices.begin());
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : std::nan("");
}

std::string settingText(const ParameterInfo& info, double value) {
  if (info.kind == ParameterKind::Switch)
    return value > 0.0 ? "on" : "off";
  return info.kind == ParameterKind::Choice ? info.choices[static_cast<std::size_t>(value)] : numberText(value);
}

bool allowed(const ParameterInfo& info, double value) {
  if (!std::isfinite(value) || value < info.least || value > info.most)
    return false;
  return info.kind == ParameterKind::Number || value == std::floor(value);
}

[[noreturn]] void refusePolicy(std::string_view text) {
  throw Error(ErrorCode::InvalidArgument, "there is no policy '" + std::string(text) +
                                              "'; it must be full, every:K, track:K (K: 1 to " +
                                              std::to_string(longestPeriod) + " frames), thesis or best");
}

bool hasPeriod(PolicyKind kind) {
  return kind == PolicyKind::Every || kind == PolicyKind::Track;
}

}  // namespace

PolicyName parsePolicy(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  const auto found = std::find(policyKindNames.begin(), policyKindNames.end(), word);
  if (found == policyKindNames.end())
    refusePolicy(text);
  PolicyName policy{.kind = static_cast<PolicyKind>(found - policyKindNames.begin())};
  if (colon == std::string_view::npos)
    return policy;
  const std::string_view period = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(period.data(), period.data() + period.size(), policy.period);
  if (!hasPeriod(policy.kind) || error != std::errc() || end != period.data() + period.size() || policy.period < 1 ||
      policy.period > longestPeriod)
    refusePolicy(text);
  return policy;
}

std::string policyText(const PolicyName& policy) {
  const std::string word = policyKindNames[static_cast<std::size_t>(policy.kind)];
  return hasPeriod(policy.kind) ? word + ":" + std::to_string(policy.period) : word;
}

PolicySettings::PolicySettings(PolicyName policy) : m_policy(policy) {
  for (const ParameterInfo& info : parametersOf(policy.kind))
    m_values.push_back(info.usual);
}

double PolicySettings::value(std::string_view name) const {
  return m_values[indexOf(m_policy, name)];
}

void PolicySettings::set(std::string_view name, double value) {
  const std::size_t index = indexOf(m_policy, name);
  const ParameterInfo& info = parametersOf(m_policy.kind)[index];
  if (!allowed(info, value))
    throw Error(ErrorCode::InvalidArgument, info.name + " " + rangeText(info) + ", not " + numberText(value));
  m_values[index] = value;
}

void PolicySettings::set(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    throw Error(ErrorCode::InvalidArgument, "'" + std::string(assignment) + "' is no assignment; write name=value");
  const std::size_t index = indexOf(m_policy, assignment.substr(0, equals));
  const ParameterInfo& info = parametersOf(m_policy.kind)[index];
  const std::string_view text = assignment.substr(equals + 1);
  const double value = settingValue(info, text);
  if (!allowed(info, value))
    throw Error(ErrorCode::InvalidArgument, info.name + " " + rangeText(info) + ", not '" + std::string(text) + "'");
  m_values[index] = value;
}

std::vector<std::string> PolicySettings::changes() const {
  const std::span<const ParameterInfo> parameters = parametersOf(m_policy.kind);
  std::vector<std::string> assignments;
  for (std::size_t i = 0; i < m_values.size(); ++i)
    if (m_values[i] != parameters[i].usual)
      assignments.push_back(parameters[i].name + "=" + settingText(parameters[i], m_values[i]));
  return assignments;
}

PolicySettings wholeFramesBeside(const PolicySettings& policy) {
  PolicySettings full({.kind = PolicyKind::Full});
  full.set("score", policy.value("score"));
  return full;
}

}  // namespace effortlab::fovea
