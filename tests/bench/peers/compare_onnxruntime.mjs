// Times ONNX Runtime and effortlab-cli in turn; compare_onnxruntime.sh calls it.
//
//   node compare_onnxruntime.mjs --cli CLI --name NAME --fp32 F.onnx --int8 I.onnx --input INPUT.npy
//        [--threads N] [--batch N] [--rounds N] [--engines E,E] -- MODEL [OPTIONS]
//
// A round is one short burst of each: our own process (effortlab-cli bench, a few rounds of it), ONNX Runtime in fp32,
// ONNX Runtime in 8 bits, starting with another one each time. Printed are medians over the rounds, in milliseconds an
// image, and medians of the ratios within a round to the first engine of the bench; both also of the quick tenth of a
// burst. int8_time_by_operator (--profile) shows that ONNX Runtime's 8-bit kernels really ran.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readNpy } from './npy.mjs';

const burstMs = 250;
const warmUpRuns = 2;
const innerRounds = '5';

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

function repeated({ dims, data }, batch) {
  const all = new Float32Array(data.length * batch);
  for (let i = 0; i < batch; ++i) all.set(data, i * data.length);
  return { dims: [batch * dims[0], ...dims.slice(1)], data: all };
}

async function openPeer(ort, model, threads, input, extra = {}) {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], intraOpNumThreads: threads,
    interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', logSeverityLevel: 4, ...extra });
  return { session, feeds: { [session.inputNames[0]]: new ort.Tensor('float32', input.data, input.dims) } };
}

/// Milliseconds of a run within one burst: the median, and the quick tenth, which others at work disturb less.
async function burst({ session, feeds }) {
  for (let i = 0; i < warmUpRuns; ++i) await session.run(feeds);
  const times = [];
  const begin = performance.now();
  while (performance.now() - begin < burstMs || times.length < 3) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  return [median(times), quantile(times, 0.1)];
}

/// Which kernels ONNX Runtime really ran, by share of time: from its own profile.
async function kernels(ort, model, threads, input, prefix) {
  const peer = await openPeer(ort, model, threads, input, { enableProfiling: true, profileFilePrefix: prefix });
  await burst(peer);
  peer.session.endProfiling();
  const folder = dirname(prefix);
  const files = readdirSync(folder).filter((name) => name.startsWith(`${basename(prefix)}_`));
  return files.length ? shares(join(folder, files[0])) : null;
}

function shares(file) {
  const sums = {};
  let total = 0;
  for (const event of JSON.parse(readFileSync(file, 'utf8')))
    if (event.cat === 'Node' && event.name.endsWith('_kernel_time')) {
      sums[event.args.op_name] = (sums[event.args.op_name] ?? 0) + event.dur;
      total += event.dur;
    }
  unlinkSync(file);
  return Object.fromEntries(Object.entries(sums).sort((a, b) => b[1] - a[1]).map(([name, sum]) =>
    [name, Math.round((1000 * sum) / total) / 1000]));
}

function ownBurst(cli, model, { threads, batch, engines }) {
  const args = ['bench', ...model, '--json', '--threads', `${threads}`, '--batch', `${batch}`, '--runs', innerRounds,
    ...(engines ? ['--against', engines] : [])];
  const result = spawnSync(cli, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${cli} ${args.join(' ')}: ${result.stderr.trim()}`);
  return JSON.parse(result.stdout).rows.filter((row) => row.ms_median !== undefined);
}

async function compare(options, model) {
  const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
  const batch = Number(options.batch);
  const threads = Number(options.threads);
  const input = repeated(readNpy(options.input), batch);
  const peers = { 'onnxruntime fp32': await openPeer(ort, options.fp32, threads, input),
    ...(options.int8 ? { 'onnxruntime int8': await openPeer(ort, options.int8, threads, input) } : {}) };
  const found = {};
  const turns = [async () => ownBurst(options.cli, model, options).map((row) => [row.engine, row.ms_median, row.ms_p10]),
    ...Object.entries(peers).map(([name, peer]) => async () =>
      [[name, ...(await burst(peer)).map((ms) => ms / batch)]])];
  for (let round = 0; round < Number(options.rounds); ++round) {
    const rows = new Array(turns.length);
    for (let turn = 0; turn < turns.length; ++turn) {
      const index = (round + turn) % turns.length;
      rows[index] = await turns[index]();
    }
    const [, firstMedian, firstQuick] = rows[0][0];
    for (const [name, middle, quick] of rows.flat()) {
      const row = (found[name] ??= { ms: [], quick: [], ratio: [], ratioQuick: [] });
      row.ms.push(middle);
      row.quick.push(quick);
      row.ratio.push(middle / firstMedian);
      row.ratioQuick.push(quick / firstQuick);
    }
  }
  const profiles = options.profile
    ? { int8_time_by_operator: await kernels(ort, options.int8, threads, input, join(process.cwd(), 'profile')) } : {};
  const rows = Object.entries(found).map(([engine, row]) => ({ engine, ms_median: median(row.ms),
    ms_p10: median(row.quick), ms_min: Math.min(...row.quick), ratio: median(row.ratio),
    ratio_p10: median(row.ratioQuick) }));
  return { model: options.name, threads, batch, rounds: Number(options.rounds), rows, ...profiles };
}

const text = { type: 'string' };
const { values, positionals } = parseArgs({ allowPositionals: true, options: { cli: text, name: text, fp32: text,
  int8: text, input: text, engines: text, threads: { ...text, default: '1' }, batch: { ...text, default: '1' },
  rounds: { ...text, default: '10' }, profile: { type: 'boolean', default: false } } });
const result = await compare(values, positionals);
console.log(JSON.stringify(result));
for (const row of result.rows)
  console.error(`${result.model} threads ${result.threads} batch ${result.batch}: ${row.engine.padEnd(18)} ` +
    `${row.ms_median.toFixed(3).padStart(9)} ms  x${row.ratio.toFixed(3)}   quick tenth ${row.ms_p10.toFixed(3)} ` +
    `x${row.ratio_p10.toFixed(3)}`);
