// An ONNX file as nested lists of protobuf fields: enough to read a graph and to write a changed one. Field numbers are
// those of onnx.proto (ModelProto, GraphProto, NodeProto, TensorProto, AttributeProto, ValueInfoProto).

export const fields = {
  model: { opset: 8, graph: 7 }, graph: { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 },
  node: { input: 1, output: 2, name: 3, type: 4, attribute: 5 },
  tensor: { dims: 1, type: 2, floats: 4, name: 8, raw: 9 }, attribute: { name: 1, integer: 3, kind: 20 },
};
export const dataTypes = { float: 1, uint8: 2, int8: 3, int32: 6 };
const attributeInt = 2;

function readVarint(bytes, position) {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[position++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, position];
  }
}

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/// [{field, wire, value}]: a number (BigInt) for wire type 0, the bytes for the others.
export function parse(bytes) {
  const list = [];
  for (let position = 0; position < bytes.length;) {
    let tag;
    [tag, position] = readVarint(bytes, position);
    const wire = Number(tag & 7n);
    let value;
    if (wire === 0) {
      [value, position] = readVarint(bytes, position);
    } else {
      let size = wire === 1 ? 8n : 4n;
      if (wire === 2) [size, position] = readVarint(bytes, position);
      value = bytes.subarray(position, position + Number(size));
      position += Number(size);
    }
    list.push({ field: Number(tag >> 3n), wire, value });
  }
  return list;
}

export function serialize(list) {
  return Buffer.concat(list.flatMap(({ field, wire, value }) => {
    const tag = varint((field << 3) | wire);
    if (wire === 0) return [tag, varint(value)];
    return wire === 2 ? [tag, varint(value.length), value] : [tag, value];
  }));
}

export const bytesField = (field, value) => ({ field, wire: 2, value: Buffer.from(value) });
export const numberField = (field, value) => ({ field, wire: 0, value: BigInt(value) });
export const all = (list, field) => list.filter((entry) => entry.field === field).map((entry) => entry.value);
export const text = (bytes) => (bytes === undefined ? '' : Buffer.from(bytes).toString('utf8'));

export function readNode(bytes) {
  const list = parse(bytes);
  const of = fields.node;
  const attributes = {};
  for (const attribute of all(list, of.attribute).map(parse)) {
    const integer = all(attribute, fields.attribute.integer)[0];
    attributes[text(all(attribute, fields.attribute.name)[0])] = integer === undefined ? null : Number(integer);
  }
  return { list, type: text(all(list, of.type)[0]), inputs: all(list, of.input).map(text),
    outputs: all(list, of.output).map(text), attributes };
}

/// The node with other inputs.
export function withInputs(node, inputs) {
  const of = fields.node;
  const others = node.list.filter((entry) => entry.field !== of.input);
  return serialize([...inputs.map((name) => bytesField(of.input, name)), ...others]);
}

export function makeNode(type, inputs, output, attributes = {}) {
  const of = fields.node;
  const attribute = ([name, value]) => bytesField(of.attribute, serialize([
    bytesField(fields.attribute.name, name), numberField(fields.attribute.integer, value),
    numberField(fields.attribute.kind, attributeInt)]));
  return serialize([...inputs.map((name) => bytesField(of.input, name)), bytesField(of.output, output),
    bytesField(of.name, `${type}_${output}`), bytesField(of.type, type), ...Object.entries(attributes).map(attribute)]);
}

/// Dimensions may be packed or one by one.
export function readTensor(bytes) {
  const list = parse(bytes);
  const of = fields.tensor;
  const dims = [];
  for (const entry of list.filter(({ field }) => field === of.dims)) {
    if (entry.wire === 0) dims.push(Number(entry.value));
    else for (let at = 0; at < entry.value.length;) {
      const [value, next] = readVarint(entry.value, at);
      dims.push(Number(value));
      at = next;
    }
  }
  const raw = all(list, of.raw)[0] ?? Buffer.concat(all(list, of.floats));
  const type = Number(all(list, of.type)[0]);
  const floats = type === dataTypes.float ? new Float32Array(new Uint8Array(raw).buffer) : null;
  return { name: text(all(list, of.name)[0]), dims, type, floats };
}

export function makeTensor(name, dims, type, typedArray) {
  const of = fields.tensor;
  return serialize([...dims.map((dim) => numberField(of.dims, dim)), numberField(of.type, type),
    bytesField(of.name, name), bytesField(of.raw, new Uint8Array(typedArray.buffer))]);
}

/// Only the name: ONNX Runtime infers the rest.
export const makeValueInfo = (name) => serialize([bytesField(1, name)]);
