// Runs an ONNX network in ONNX Runtime on the CPU.
//
//   node onnxruntime_peer.mjs random MODEL.onnx INPUT.npy            an input of the network's shape, in [-1, 1)
//   node onnxruntime_peer.mjs run MODEL.onnx INPUT.npy OUTPUT.npy [--runs N] [--threads N]
//   node onnxruntime_peer.mjs compare A.npy B.npy [--relative X]     exit code 1 where they differ by more
//   node onnxruntime_peer.mjs folder DIR [--relative X] [--plain]    N.onnx on N.input.f32 against N.output.f32
//
// --plain: without ONNX Runtime's optimisations; one of them joins paddings that its pooling then refuses. Each prints
// one JSON line. The package is looked up from the working folder.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readNpy, writeNpy } from './npy.mjs';

/// Numbers in [-1, 1) that are the same on every machine.
function randomValues(count, seed) {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/// Optimised as by default, or operator by operator.
async function openSession(model, threads, optimize = true) {
  const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1,
    graphOptimizationLevel: optimize ? 'all' : 'disabled', logSeverityLevel: 4 });
  return { ort, session };
}

async function makeInput(model, file) {
  const { session } = await openSession(model, 1);
  const input = session.inputMetadata[0];
  const dims = input.shape.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : 1));
  const count = dims.reduce((product, dim) => product * dim, 1);
  writeNpy(file, { dims, data: randomValues(count, 1) });
  return { input: input.name, dims };
}

async function run(model, inputFile, outputFile, runs, threads) {
  const { ort, session } = await openSession(model, threads);
  const { dims, data } = readNpy(inputFile);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', data, dims) };
  const output = (await session.run(feeds))[session.outputNames[0]];
  writeNpy(outputFile, { dims: output.dims, data: output.data });
  const times = [];
  for (let i = 0; i < runs; ++i) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { output: session.outputNames[0], dims: output.dims, runs, threads,
    ms_median: times.length ? times[times.length >> 1] : null, ms_min: times[0] ?? null };
}

/// The largest difference, relative to the largest magnitude of `expected`.
function difference(actual, expected, relative) {
  if (actual.dims.join() !== expected.dims.join())
    return { error: null, ok: false, reason: `shapes ${actual.dims} and ${expected.dims}` };
  let largest = 1e-30;
  let difference = 0;
  for (let i = 0; i < expected.data.length; ++i) {
    if (Number.isNaN(actual.data[i]) && Number.isNaN(expected.data[i])) continue;
    if (!Number.isFinite(actual.data[i]) || !Number.isFinite(expected.data[i]))
      return { error: null, ok: false, reason: `element ${i} is not finite` };
    largest = Math.max(largest, Math.abs(expected.data[i]));
    difference = Math.max(difference, Math.abs(actual.data[i] - expected.data[i]));
  }
  return { error: difference / largest, magnitude: largest, ok: difference / largest <= relative };
}

function readFloats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/// The first input's dimensions; one that is open is what `count` leaves for it.
function sizesFor(session, count) {
  const { shape } = session.inputMetadata[0];
  const isFixed = (dim) => typeof dim === 'number' && dim > 0;
  const fixed = shape.filter(isFixed).reduce((product, dim) => product * dim, 1);
  return shape.map((dim) => (isFixed(dim) ? dim : count / fixed));
}

async function runFolder(folder, relative, optimize) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.onnx')).map((name) => name.slice(0, -5));
  let failures = 0;
  let worst = 0;
  for (const name of names) {
    const file = join(folder, name);
    let result;
    try {
      const { ort, session } = await openSession(`${file}.onnx`, 1, optimize);
      const data = readFloats(`${file}.input.f32`);
      const input = new ort.Tensor('float32', data, sizesFor(session, data.length));
      const output = (await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]];
      const expected = readFloats(`${file}.output.f32`);
      result = difference({ dims: [output.data.length], data: output.data },
        { dims: [expected.length], data: expected }, relative);
      await session.release();
    } catch (error) {
      result = { ok: false, reason: error.message };
    }
    worst = Math.max(worst, result.error ?? 0);
    if (!result.ok) {
      ++failures;
      console.error(`${name}: ${result.reason ?? result.error}`);
    }
  }
  return { networks: names.length, failures, worst, ok: failures === 0 && names.length > 0 };
}

const { values: options, positionals: [action, ...files] } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '0' }, threads: { type: 'string', default: '1' },
    relative: { type: 'string', default: '1e-4' }, plain: { type: 'boolean', default: false } } });
const actions = {
  random: () => makeInput(files[0], files[1]),
  run: () => run(files[0], files[1], files[2], Number(options.runs), Number(options.threads)),
  compare: () => difference(readNpy(files[0]), readNpy(files[1]), Number(options.relative)),
  folder: () => runFolder(files[0], Number(options.relative), !options.plain),
};
const wanted = { random: 2, run: 3, compare: 2, folder: 1 };
if (!Object.hasOwn(actions, action ?? '') || files.length !== wanted[action]) {
  console.error('usage: onnxruntime_peer.mjs random MODEL INPUT | run MODEL INPUT OUTPUT | compare A B | folder DIR');
  process.exit(2);
}
try {
  const result = await actions[action]();
  console.log(JSON.stringify(result));
  if (result.ok === false) process.exit(1);
} catch (error) {
  console.error(`${action}: ${error.message}`);
  process.exit(1);
}
