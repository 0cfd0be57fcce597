// What of an engine may become one of the parts that it is split into.

/** Bytes. */
const WORD = 4;

function all(count, at, info) {
  return Array.from({ length: count }, (_, index) => info(at(index)));
}

/** An engine, as binaryen reads it, that becomes one of the two parts. */
export class Part {
  constructor(binaryen, engine) {
    const module = binaryen.readBinary(engine);
    this.binaryen = binaryen;
    this.module = module;
    this.tables = all(
      module.getNumTables(),
      (index) => module.getTableByIndex(index),
      binaryen.getTableInfo,
    );
    // That of functions; the others hold references to JavaScript's objects.
    this.table = this.tables[0];
    this.functions = all(
      module.getNumFunctions(),
      (index) => module.getFunctionByIndex(index),
      binaryen.getFunctionInfo,
    );
    this.elements = all(
      module.getNumElementSegments(),
      (index) => module.getElementSegmentByIndex(index),
      binaryen.getElementSegmentInfo,
    );
    this.exports = all(
      module.getNumExports(),
      (index) => module.getExportByIndex(index),
      binaryen.getExportInfo,
    );
    this.variables = all(
      module.getNumGlobals(),
      (index) => module.getGlobalByIndex(index),
      binaryen.getGlobalInfo,
    ).filter(({ mutable, base }) => mutable && !base);
    const tags = this.exports.filter(({ kind }) => kind === binaryen.ExternalTag);
    this.tags = tags.map(({ name, value }) => ({
      exported: name,
      ...binaryen.getTagInfo(module.getTag(value)),
    }));
  }

  /** Has a function call the one of the other part, which has that place in the table. */
  forward({ name, params, results }, place) {
    const { module, binaryen } = this;
    const call = this.callByPlace(module.i32.const(place), params, results);
    binaryen.Function.setBody(module.getFunction(name), call);
  }

  /** Of a function that has these parameters: a call of the one in that place, with what it was given. */
  callByPlace(place, params, results) {
    const given = this.parameters(params);
    return this.module.call_indirect(this.table.name, place, given, params, results);
  }

  /** What a function was given, for another one. */
  parameters(params) {
    const types = this.binaryen.expandType(params);
    return types.map((type, index) => this.module.local.get(index, type));
  }

  /**
   * Takes the data out, and returns what is in the memory then: whole words, from the first byte on.
   *
   * @param exported - the name under which the memory is exported from then on, if it is
   */
  takeData(exported = null) {
    const { module } = this;
    const segments = all(
      module.getNumDataSegments(),
      (index) => module.getDataSegmentByIndex(index),
      (segment) => module.getDataSegmentInfo(segment),
    );
    const end = Math.max(...segments.map(({ offset, data }) => offset + data.byteLength));
    const data = new Uint8Array(Math.ceil(end / WORD) * WORD);
    for (const { offset, data: bytes } of segments) data.set(new Uint8Array(bytes), offset);
    const { initial, max } = module.getMemoryInfo();
    module.setMemory(initial, max, exported, [], false, false, "0");
    return data;
  }

  /** Takes out what nothing refers to, and tells the functions that are left. */
  prune() {
    const { module } = this;
    module.runPasses(["remove-unused-module-elements"]);
    const left = all(
      module.getNumFunctions(),
      (index) => module.getFunctionByIndex(index),
      this.binaryen.getFunctionInfo,
    );
    return new Set(left.map(({ name }) => name));
  }
}

/** The places of functions in the table: those that they have, and those that they are given. */
export class Places {
  #places = new Map();
  #given = new Map();

  constructor({ elements, table, binaryen }) {
    for (const { offset, data } of elements) {
      const start = binaryen.getExpressionInfo(offset).value;
      data.forEach((name, index) => {
        this.#places.set(name, start + index);
      });
    }
    this.end = table.initial;
  }

  of(name) {
    const place = this.#places.get(name) ?? this.#given.get(name);
    if (place !== undefined) return place;
    this.#given.set(name, this.end);
    return this.end++;
  }

  /** Functions that are side by side in the table, of those that a test takes: runs of given places. */
  givenRuns(isTaken) {
    return this.#runs(this.#given, isTaken);
  }

  /** Runs of all places, as `givenRuns` has them. */
  allRuns(isTaken) {
    return this.#runs([...this.#places, ...this.#given], isTaken);
  }

  #runs(places, isTaken) {
    const runs = [];
    for (const [name, place] of [...places].sort(([, one], [, other]) => one - other)) {
      if (!isTaken(name)) continue;
      const run = runs.at(-1);
      if (run !== undefined && run.start + run.names.length === place) run.names.push(name);
      else runs.push({ start: place, names: [name] });
    }
    return runs;
  }
}
