#pragma once

#include "fovea/policy_settings.h"

#include <QString>

#include <string>

namespace effortlab::widgets {

/// "1 frame in 5, tracked": of menus and column headers.
QString policyTitle(const fovea::PolicyName& policy);
/// Of a kind alone: "Every K-th frame, tracked".
QString policyTitle(fovea::PolicyKind kind);
/// What it does, a sentence or two.
QString policyExplanation(fovea::PolicyKind kind);

/// A parameter in a few words, in the user's language; those not known here by their name.
QString parameterTitle(const std::string& name);
/// ParameterInfo::purpose in the user's language.
QString parameterPurpose(const std::string& english);
/// One of ParameterInfo::choices in the user's language.
QString parameterChoice(const std::string& english);

}  // namespace effortlab::widgets
