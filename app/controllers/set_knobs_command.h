#pragma once

#include "effort/knobs.h"

#include <QUndoCommand>

#include <functional>

namespace effortlab::app {

/// One undo step: a value of the page before and after.
template <class Value>
class SetValueCommand final : public QUndoCommand {
public:
  using Apply = std::function<void(const Value&)>;

  SetValueCommand(Value before, Value after, const QString& text, Apply apply)
      : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)), m_apply(std::move(apply)) {}

  void undo() override { m_apply(m_before); }
  void redo() override { m_apply(m_after); }

private:
  Value m_before;
  Value m_after;
  Apply m_apply;
};

/// The knobs of the whole network.
using SetKnobsCommand = SetValueCommand<effort::KnobSettings>;

}  // namespace effortlab::app
