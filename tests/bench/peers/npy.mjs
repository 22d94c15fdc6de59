// float32 arrays as NumPy's .npy files.
import { readFileSync, writeFileSync } from 'node:fs';

const magic = '\x93NUMPY';

export function readNpy(file) {
  const bytes = readFileSync(file);
  if (bytes.toString('latin1', 0, 6) !== magic) throw new Error(`${file}: is no NumPy .npy file`);
  const wide = bytes[6] > 1;
  const begin = wide ? 12 : 10;
  const dataBegin = begin + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString('latin1', begin, dataBegin);
  if (!header.includes("'<f4'") || header.includes("'fortran_order': True"))
    throw new Error(`${file}: is no float32 array in C order`);
  const dims = /'shape': \(([^)]*)\)/.exec(header)[1].split(',').filter((dim) => dim.trim()).map(Number);
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + dataBegin, bytes.byteOffset + bytes.length));
  return { dims, data };
}

export function writeNpy(file, { dims, data }) {
  const alignment = 64;
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(', ');
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  header = header.padEnd(Math.ceil((header.length + 11) / alignment) * alignment - 11) + '\n';
  const start = Buffer.alloc(10);
  start.write(magic + '\x01\x00', 'latin1');
  start.writeUInt16LE(header.length, 8);
  writeFileSync(file, Buffer.concat([start, Buffer.from(header, 'latin1'),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}
