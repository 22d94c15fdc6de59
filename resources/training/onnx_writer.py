"""Writes a small feed-forward network as an ONNX file, with node names meant for people.

The format is protobuf; the few messages needed are encoded here by hand, so that nothing
beyond python3-torch is required. Field numbers are those of onnx.proto (IR version 7).
"""

import struct

IR_VERSION = 7
OPSET = 13
FLOAT = 1  # TensorProto.DataType.FLOAT
ATTRIBUTE_INT = 2
ATTRIBUTE_INTS = 7


def _varint(value):
    """Encodes a non-negative integer in base 128, least significant group first."""
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, payload):
    if isinstance(payload, str):
        payload = payload.encode("utf-8")
    return _varint(field << 3 | 2) + _varint(len(payload)) + payload


def _attribute(name, value):
    """AttributeProto: an int or a list of ints."""
    if isinstance(value, int):
        return _bytes(1, name) + _number(3, value) + _number(20, ATTRIBUTE_INT)
    body = b"".join(_number(8, item) for item in value)
    return _bytes(1, name) + body + _number(20, ATTRIBUTE_INTS)


def _value_info(name, shape):
    """ValueInfoProto of a float tensor; a dimension given as text is a free one."""
    dims = b"".join(
        _bytes(1, _bytes(2, dim) if isinstance(dim, str) else _number(1, dim)) for dim in shape)
    tensor_type = _number(1, FLOAT) + _bytes(2, dims)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor_type))


class OnnxWriter:
    """Collects nodes and weights in execution order and writes one model file."""

    def __init__(self, graph_name, producer, opset=OPSET):
        self._opset = opset
        self._graph_name = graph_name
        self._producer = producer
        self._nodes = []
        self._weights = []
        self._inputs = []
        self._outputs = []

    def add_input(self, name, shape):
        self._inputs.append(_value_info(name, shape))

    def add_output(self, name, shape):
        self._outputs.append(_value_info(name, shape))

    def add_weight(self, name, tensor):
        """Stores a float32 tensor as raw little-endian bytes and returns its name."""
        values = tensor.detach().contiguous().flatten().tolist()
        raw = struct.pack(f"<{len(values)}f", *values)
        dims = b"".join(_number(1, dim) for dim in tensor.shape)
        self._weights.append(dims + _number(2, FLOAT) + _bytes(8, name) + _bytes(9, raw))
        return name

    def add_node(self, op_type, name, inputs, output, **attributes):
        """Appends one operator; attributes are ints or lists of ints. Returns the output name."""
        body = b"".join(_bytes(1, item) for item in inputs) + _bytes(2, output)
        body += _bytes(3, name) + _bytes(4, op_type)
        body += b"".join(_bytes(5, _attribute(*item)) for item in attributes.items())
        self._nodes.append(body)
        return output

    def write(self, path):
        graph = b"".join(_bytes(1, node) for node in self._nodes)
        graph += _bytes(2, self._graph_name)
        graph += b"".join(_bytes(5, weight) for weight in self._weights)
        graph += b"".join(_bytes(11, item) for item in self._inputs)
        graph += b"".join(_bytes(12, item) for item in self._outputs)
        model = _number(1, IR_VERSION) + _bytes(2, self._producer)
        model += _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, self._opset))
        with open(path, "wb") as file:
            file.write(model)
