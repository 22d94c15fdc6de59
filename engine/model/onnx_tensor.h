#pragma once

#include "core/tensor.h"
#include "model/import_checks.h"
#include "model/onnx_constants.h"

namespace onnx {
class TensorProto;
}  // namespace onnx

namespace effortlab::model {

/// Reads a stored tensor. Sizes are checked against the data really there before memory is taken.
/// Errors: Error{Truncated, WrongFormat, TooLarge, Unsupported}, naming `place`.
Tensor readOnnxFloats(const onnx::TensorProto& tensor, const ImportPlace& place);
OnnxNumbers readOnnxNumbers(const onnx::TensorProto& tensor, const ImportPlace& place);

/// The declared shape, whose axes may be empty. Same errors.
Shape onnxTensorShape(const onnx::TensorProto& tensor, const ImportPlace& place);
/// int64, int32, uint8 or bool.
bool holdsOnnxNumbers(const onnx::TensorProto& tensor);

}  // namespace effortlab::model
