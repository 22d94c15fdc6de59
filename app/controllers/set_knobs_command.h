#pragma once

#include "effort/knobs.h"

#include <QUndoCommand>

#include <functional>

namespace effortlab::app {

/// One undo step: the knobs of the whole network before and after.
class SetKnobsCommand final : public QUndoCommand {
public:
  using Apply = std::function<void(const effort::KnobSettings&)>;

  SetKnobsCommand(effort::KnobSettings before, effort::KnobSettings after, const QString& text, Apply apply)
      : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)), m_apply(std::move(apply)) {}

  void undo() override { m_apply(m_before); }
  void redo() override { m_apply(m_after); }

private:
  effort::KnobSettings m_before;
  effort::KnobSettings m_after;
  Apply m_apply;
};

}  // namespace effortlab::app
