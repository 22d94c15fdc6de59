#pragma once

#include "effort/study.h"

#include <QString>

#include <string>

namespace effortlab::widgets {

/// The engine's fixed English words ("easy", "share of the images") in the user's language; unknown ones as they are.
QString studyWord(const std::string& english);

/// A remark: its numbers, and a layer it begins with ("conv1: ..."), stay, the words around them are translated.
QString studyRemark(const std::string& english);

/// Of the tab, short: "Margin density".
QString studyTitle(effort::StudyKind kind);
/// What the figure shows and how it is obtained, for tooltips and screen readers.
QString studyExplanation(effort::StudyKind kind);

}  // namespace effortlab::widgets
