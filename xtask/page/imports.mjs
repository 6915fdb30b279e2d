// The names by which the wasm asks for what its JavaScript gives it. wasm-bindgen makes them long and unique by a hash, which
// no compression shortens; between one wasm and its own JavaScript a letter or two do.

const IMPORT_SECTION = 2;
/** https://webassembly.github.io/spec/core/binary/modules.html#import-section */
const [FUNCTION, TABLE, MEMORY, GLOBAL] = [0, 1, 2, 3];

/** An unsigned LEB128. */
function leb128(value) {
  const bytes = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low + 128 : low);
  } while (value > 0);
  return Buffer.from(bytes);
}

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let [value, unit, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte % 128) * unit;
      unit *= 128;
    } while (byte >= 128);
    return value;
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at).toString();
  }

  limits() {
    const has_most = this.byte() % 2 === 1;
    this.number();
    if (has_most) this.number();
  }

  /** Passes over what an import is, and returns it as it stands. */
  description() {
    const start = this.at;
    const kind = this.byte();
    if (kind === FUNCTION) this.number();
    else if (kind === TABLE) {
      this.byte();
      this.limits();
    } else if (kind === MEMORY) this.limits();
    else if (kind === GLOBAL) this.at += 2;
    else throw new Error(`the wasm has an import of a kind that is not known here: ${kind}`);
    return this.bytes.subarray(start, this.at);
  }
}

function importSection(bytes, shorter) {
  const reader = new Reader(bytes);
  const count = reader.number();
  const parts = [leb128(count)];
  for (let index = 0; index < count; index += 1) {
    for (const name of [reader.text(), shorter(reader.text())]) parts.push(leb128(Buffer.byteLength(name)), Buffer.from(name));
    parts.push(reader.description());
  }
  return Buffer.concat(parts);
}

/** The same program, with short names between its two halves. */
export function shortenImports(wasm, glue) {
  const exported = new Set(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map(({ name }) => name));
  const names = new Map();
  const shorter = (name) => {
    if (exported.has(name)) throw new Error(`the wasm imports and exports ${name}`);
    if (!names.has(name)) names.set(name, `_${names.size.toString(36)}`);
    return names.get(name);
  };
  const reader = new Reader(wasm, 8);
  const parts = [wasm.subarray(0, 8)];
  while (reader.at < wasm.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const body = wasm.subarray(reader.at, reader.at + size);
    reader.at += size;
    if (id === IMPORT_SECTION) {
      const section = importSection(body, shorter);
      parts.push(Buffer.from([id]), leb128(section.length), section);
    } else {
      parts.push(wasm.subarray(start, reader.at));
    }
  }
  const script = glue.replace(/\b__wb\w+\b/g, (name) => names.get(name) ?? name);
  const asked = WebAssembly.Module.imports(new WebAssembly.Module(Buffer.concat(parts)));
  for (const { name } of asked) if (!new RegExp(`\\b${name}\\b`).test(script)) throw new Error(`the JavaScript of the page gives no ${name}`);
  return { wasm: Buffer.concat(parts), glue: script };
}
