#pragma once

#include "effort/study.h"

#include <cmath>

namespace effortlab::tests {

/// A small figure of each form. Lines: "odd" and "magnitude" of conv1 over four intervals, 0.8 (0.75 to 0.85) at the
/// third of "odd".
inline effort::StudyFigure sampleFigure(effort::FigureForm form) {
  using effort::FigureForm;
  effort::StudyFigure figure;
  figure.form = form;
  figure.images = 1000;
  figure.totalImages = 1000;
  figure.complete = true;
  figure.remarks = {"a remark of the study"};
  switch (form) {
    case FigureForm::Lines:
      figure.kind = effort::StudyKind::SignPrediction;
      figure.x = {.label = "share of the inputs", .fraction = true};
      figure.y = {.label = "right signs", .fraction = true};
      for (const char* name : {"odd", "magnitude"}) {
        effort::FigureSeries series;
        series.name = name;
        series.layer = "conv1";
        series.x = {0.25, 0.5, 0.75, 1.0};
        series.y = {0.6, 0.7, 0.8, 1.0};
        if (series.name == "magnitude")
          series.y = {0.72, 0.86, 0.94, 1.0};
        for (const double y : series.y) {
          series.lo.push_back(y - 0.05);
          series.hi.push_back(std::min(1.0, y + 0.05));
        }
        figure.series.push_back(series);
      }
      break;
    case FigureForm::Bars:
    case FigureForm::StackedBars:
      figure.kind = form == FigureForm::Bars ? effort::StudyKind::Engines : effort::StudyKind::KnobShare;
      figure.categories = {"conv1", "conv2", "network"};
      figure.y = {.label = "share of the dense MACs", .fraction = form == FigureForm::StackedBars};
      for (const char* name : {"executed", "sdss", "spet"}) {
        effort::FigureSeries series;
        series.name = name;
        series.x = {0.0, 1.0, 2.0};
        series.y = {0.3, 0.2, 0.4};
        if (form == FigureForm::Bars) {
          series.lo = {0.25, 0.15, 0.35};
          series.hi = {0.35, 0.25, 0.45};
        }
        figure.series.push_back(series);
      }
      break;
    case FigureForm::Points:
      figure.kind = effort::StudyKind::Models;
      figure.x = {.label = "MACs an image", .logarithmic = true};
      figure.y = {.label = "top-1 accuracy", .fraction = true};
      for (const char* name : {"lenet", "vgg"}) {
        effort::FigureSeries series;
        series.name = name;
        series.x = {series.name == "vgg" ? 4e6 : 4e5, series.name == "vgg" ? 1e6 : 2e5};
        series.y = {0.93, 0.925};
        series.lo = {0.92, 0.915};
        series.hi = {0.94, 0.935};
        figure.series.push_back(series);
      }
      break;
    case FigureForm::Maps:
      figure.kind = effort::StudyKind::EffortMap;
      figure.y = {.label = "share of the taps", .fraction = true};
      for (const char* name : {"operations", "activations"}) {
        effort::FigureSeries series;
        series.name = name;
        series.layer = "conv1";
        series.mapWidth = 4;
        for (int i = 0; i < 16; ++i)
          series.y.push_back(i / 15.0);
        figure.series.push_back(series);
      }
      break;
  }
  return figure;
}

}  // namespace effortlab::tests
