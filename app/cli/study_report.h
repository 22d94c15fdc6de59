#pragma once

#include "cli/json_output.h"
#include "effort/study.h"

#include <string>

namespace effortlab::cli {

/// A study and what it was made of, ready to be printed.
struct StudyFacts {
  const model::Model& model;
  std::string data;
  const effort::StudyFigure& figure;
  std::string knobsFile;  ///< empty: none
};

/// Keys as in the interface description.
Json studyJson(const StudyFacts& facts);
std::string studyText(const StudyFacts& facts);
/// One line a value: series,layer,category,x,y,lo,hi; of maps series,layer,row,column,value.
std::string studyCsv(const effort::StudyFigure& figure);

}  // namespace effortlab::cli
