// Stubs in the first part of an engine, each in the place of a function of the rest. A stub does nothing but
// call, with its arguments and the function's place in the table, a dispatcher that all of its type share. That
// has the rest linked, if that has not been done yet, and calls what is in that place. There are twice as many
// stubs as other functions, and what a browser compiles most quickly of all is a call of what it knows.

export class Stubs {
  #part;
  #link;
  #dispatchers = new Set();

  /**
   * @param part - the first part
   * @param linked - the name of the variable that tells whether the rest is linked
   * @param rest - the name of the function that links it
   */
  constructor(part, linked, rest) {
    const { binaryen, module } = part;
    this.#part = part;
    this.#link = () =>
      module.if(
        module.i32.eqz(module.global.get(linked, binaryen.i32)),
        module.call(rest, [], binaryen.none),
      );
  }

  /** Makes a function the stub of the one of the rest, which has that place in the table. */
  put({ name, params, results }, place) {
    const { binaryen, module } = this.#part;
    const given = this.#part.parameters(params);
    const dispatcher = this.#dispatcher(params, results);
    const call = module.call(dispatcher, [...given, module.i32.const(place)], results);
    binaryen.Function.setBody(module.getFunction(name), call);
  }

  #dispatcher(params, results) {
    const { binaryen, module } = this.#part;
    const name = `dispatch${params}:${results}`;
    if (!this.#dispatchers.has(name)) {
      const types = binaryen.expandType(params);
      const place = module.local.get(types.length, binaryen.i32);
      const call = this.#part.callByPlace(place, params, results);
      const body = module.block(null, [this.#link(), call], results);
      const given = binaryen.createType([...types, binaryen.i32]);
      module.addFunction(name, given, results, [], body);
      this.#dispatchers.add(name);
    }
    return name;
  }
}
