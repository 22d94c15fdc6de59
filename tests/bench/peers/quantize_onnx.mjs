// Writes the 8-bit version of an ONNX network: static quantisation in ONNX Runtime's own QDQ form, u8 activations with
// one scale a tensor (smallest to largest value of the calibration), s8 weights with one scale an output, s32 biases.
// ONNX Runtime then joins every layer between a DequantizeLinear and a QuantizeLinear into an integer kernel.
//
//   node quantize_onnx.mjs MODEL.onnx OUT.onnx INPUT.npy...     calibrates with these inputs
//
// Calibrated with random inputs the network is good for times, not for accuracies.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { all, bytesField, dataTypes, fields, makeNode, makeTensor, makeValueInfo, parse, readNode, readTensor, serialize,
  text, withInputs } from './onnx_file.mjs';
import { readNpy } from './npy.mjs';

const weighted = ['Conv', 'Gemm'];
/// Operators that ONNX Runtime has in 8 bits.
const integer = [...weighted, 'Relu', 'LeakyRelu', 'Sigmoid', 'MaxPool', 'AveragePool', 'GlobalAveragePool', 'Concat',
  'Add', 'Mul', 'Resize', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Dropout'];
/// Those that only move values: the scale of the input is that of the output.
const movers = ['MaxPool', 'Resize', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Dropout'];

function readGraph(file) {
  const model = parse(readFileSync(file));
  const graph = parse(all(model, fields.model.graph)[0]);
  const of = fields.graph;
  const tensors = new Map(all(graph, of.initializer).map(readTensor).map((tensor) => [tensor.name, tensor]));
  const nameOf = (info) => text(all(parse(info), 1)[0]);
  return { model, graph, tensors, nodes: all(graph, of.node).map(readNode),
    inputs: all(graph, of.input).map(nameOf).filter((name) => !tensors.has(name)),
    outputs: all(graph, of.output).map(nameOf) };
}

function writeGraph(file, source, graph) {
  const model = source.model.map((entry) => (entry.field === fields.model.graph
    ? bytesField(entry.field, serialize(graph)) : entry));
  writeFileSync(file, serialize(model));
}

/// Smallest and largest value of each tensor over the inputs: the network run once with all of them as outputs.
async function ranges(source, names, files, scratch) {
  const extra = names.filter((name) => !source.outputs.includes(name) && !source.inputs.includes(name));
  writeGraph(scratch, source, [...source.graph,
    ...extra.map((name) => bytesField(fields.graph.output, makeValueInfo(name)))]);
  const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
  const session = await ort.InferenceSession.create(scratch, { graphOptimizationLevel: 'basic', logSeverityLevel: 4 });
  const found = new Map(names.map((name) => [name, { low: 0, high: 0 }]));
  const include = (name, data) => {
    const range = found.get(name);
    for (const value of range ? data : []) {
      range.low = Math.min(range.low, value);
      range.high = Math.max(range.high, value);
    }
  };
  for (const file of files) {
    const { dims, data } = readNpy(file);
    const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', data, dims) });
    include(source.inputs[0], data);
    for (const [name, tensor] of Object.entries(results)) include(name, tensor.data);
  }
  await session.release();
  return found;
}

class Quantizer {
  constructor(source) {
    this.source = source;
    this.nodes = [];
    this.initializers = [];
    this.consumers = new Map();
    for (const node of source.nodes)
      for (const input of node.inputs) this.consumers.set(input, [...(this.consumers.get(input) ?? []), node]);
  }

  add(name, dims, type, values) {
    this.initializers.push(makeTensor(name, dims, type, values));
    return name;
  }

  /// A Relu after a convolution becomes part of it, and goes altogether: the u8 range ends at 0.
  isInsideFusion(name) {
    const after = this.consumers.get(name) ?? [];
    const producer = this.source.nodes.find((node) => node.outputs.includes(name));
    return producer && weighted.includes(producer.type) && after.length === 1 && after[0].type === 'Relu';
  }

  quantizable() {
    const produced = this.source.nodes.filter(({ type }) => integer.includes(type)).flatMap(({ outputs }) => outputs);
    return [...this.source.inputs, ...produced].filter((name) => !this.isInsideFusion(name)
      && !this.source.outputs.includes(name)
      && (this.consumers.get(name) ?? []).some(({ type }) => integer.includes(type)));
  }

  activation(name, { low, high }) {
    const levels = 255;
    const scale = Math.max(high - low, 1e-8) / levels;
    const zero = Math.round(-low / scale);
    const scaleName = this.add(`${name}/scale`, [], dataTypes.float, Float32Array.of(scale));
    const zeroName = this.add(`${name}/zero`, [], dataTypes.uint8, Uint8Array.of(zero));
    this.nodes.push(makeNode('QuantizeLinear', [name, scaleName, zeroName], `${name}/q`),
      makeNode('DequantizeLinear', [`${name}/q`, scaleName, zeroName], `${name}/dq`));
    return scale;
  }

  /// Scales and values by output; `axis` is the outputs'.
  weights(name, axis) {
    const { dims, floats } = this.source.tensors.get(name);
    const levels = 127;
    const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
    const outputOf = (i) => Math.floor(i / inner) % dims[axis];
    const largest = new Float32Array(dims[axis]);
    floats.forEach((value, i) => { largest[outputOf(i)] = Math.max(largest[outputOf(i)], Math.abs(value)); });
    const scales = largest.map((value) => Math.max(value, 1e-12) / levels);
    const values = Int8Array.from(floats, (value, i) => Math.round(value / scales[outputOf(i)]));
    const scaleName = this.add(`${name}/scale`, [dims[axis]], dataTypes.float, scales);
    const zeroName = this.add(`${name}/zero`, [dims[axis]], dataTypes.int8, new Int8Array(dims[axis]));
    this.add(`${name}/q`, dims, dataTypes.int8, values);
    this.nodes.push(makeNode('DequantizeLinear', [`${name}/q`, scaleName, zeroName], `${name}/dq`, { axis }));
    return scales;
  }

  bias(name, inputScale, weightScales) {
    const { dims, floats } = this.source.tensors.get(name);
    const scales = weightScales.map((scale) => scale * inputScale);
    const limit = 2 ** 31 - 1;
    const values = Int32Array.from(floats, (value, i) => Math.max(-limit, Math.min(limit, Math.round(value / scales[i]))));
    const scaleName = this.add(`${name}/scale`, dims, dataTypes.float, scales);
    this.add(`${name}/q`, dims, dataTypes.int32, values);
    this.nodes.push(makeNode('DequantizeLinear', [`${name}/q`, scaleName], `${name}/dq`, { axis: 0 }));
  }

  convert(found) {
    const scales = new Map();
    const quantized = new Set(found.keys());
    const dequantized = (name) => (quantized.has(name) ? `${name}/dq` : name);
    const isMover = (node) => movers.includes(node.type) && found.has(node.inputs[0]) && found.has(node.outputs[0]);
    for (const node of this.source.nodes.filter(isMover)) found.set(node.outputs[0], found.get(node.inputs[0]));
    for (const name of this.source.inputs.filter((input) => found.has(input)))
      scales.set(name, this.activation(name, found.get(name)));
    for (const node of this.source.nodes) {
      const inputs = node.inputs.map(dequantized);
      if (weighted.includes(node.type) && quantized.has(node.inputs[0]) && this.source.tensors.has(node.inputs[1])) {
        const axis = node.type === 'Gemm' && node.attributes.transB !== 1 ? 1 : 0;
        const weightScales = this.weights(node.inputs[1], axis);
        inputs[1] = `${node.inputs[1]}/dq`;
        if (node.inputs[2]) {
          this.bias(node.inputs[2], scales.get(node.inputs[0]), weightScales);
          inputs[2] = `${node.inputs[2]}/dq`;
        }
      }
      this.nodes.push(withInputs(node, inputs));
      for (const name of node.outputs.filter((output) => quantized.has(output)))
        scales.set(name, this.activation(name, found.get(name)));
    }
    const of = fields.graph;
    const rest = this.source.graph.filter(({ field }) => field !== of.node && field !== of.valueInfo);
    return [...this.nodes.map((node) => bytesField(of.node, node)), ...rest,
      ...this.initializers.map((tensor) => bytesField(of.initializer, tensor))];
  }
}

const [file, out, ...calibration] = process.argv.slice(2);
if (calibration.length === 0) {
  console.error('usage: quantize_onnx.mjs MODEL.onnx OUT.onnx INPUT.npy...');
  process.exit(2);
}
const source = readGraph(file);
const quantizer = new Quantizer(source);
const found = await ranges(source, quantizer.quantizable(), calibration, `${out}.calibration.onnx`);
writeGraph(out, source, quantizer.convert(found));
console.log(JSON.stringify({ file: out, tensors: found.size }));
