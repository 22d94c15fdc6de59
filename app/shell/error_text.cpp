#include "shell/error_text.h"

#include <QCoreApplication>

namespace effortlab::app {

namespace {

struct ErrorText {
  Q_DECLARE_TR_FUNCTIONS(effortlab::app::ErrorText)
};

}  // namespace

QString errorKind(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument: return ErrorText::tr("a value is out of its range");
    case ErrorCode::FileNotFound: return ErrorText::tr("not found");
    case ErrorCode::Unreadable: return ErrorText::tr("cannot be read or written");
    case ErrorCode::Truncated: return ErrorText::tr("ends too early");
    case ErrorCode::WrongFormat: return ErrorText::tr("is not of the expected format");
    case ErrorCode::Unsupported: return ErrorText::tr("holds something EffortLab does not compute");
    case ErrorCode::ShapeMismatch: return ErrorText::tr("has shapes that do not fit together");
    case ErrorCode::TooLarge: return ErrorText::tr("is too large");
    case ErrorCode::NotFinite: return ErrorText::tr("holds values that are no numbers");
    case ErrorCode::MissingData: return ErrorText::tr("lacks a part");
    case ErrorCode::Mismatch: return ErrorText::tr("does not belong to what is open");
    case ErrorCode::Cancelled: return ErrorText::tr("was stopped");
  }
  return {};
}

QString errorAdvice(ErrorCode code) {
  switch (code) {
    case ErrorCode::FileNotFound:
      return ErrorText::tr("Check the path; a model's weights and labels must lie where its manifest says.");
    case ErrorCode::Unreadable:
      return ErrorText::tr("Check the permissions and the free space, or choose another place.");
    case ErrorCode::Truncated: return ErrorText::tr("Copy or download the file again.");
    case ErrorCode::WrongFormat:
    case ErrorCode::NotFinite: return ErrorText::tr("Check that it is the right file and that it is undamaged.");
    case ErrorCode::Unsupported: return ErrorText::tr("Open another model; the user guide lists what is read.");
    case ErrorCode::TooLarge: return ErrorText::tr("Close other programs, or use a smaller file.");
    case ErrorCode::ShapeMismatch:
    case ErrorCode::MissingData:
    case ErrorCode::Mismatch: return ErrorText::tr("Check that the files belong together, or open others.");
    case ErrorCode::InvalidArgument: return ErrorText::tr("Correct the value and open it again.");
    case ErrorCode::Cancelled: return {};
  }
  return {};
}

}  // namespace effortlab::app
