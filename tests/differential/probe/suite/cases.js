// Cases, each a function whose result is compared, and running a group of them.

const groups = new Map();

/** What the runner tells: another origin, and a name that no other run has. */
export const given = { elsewhere: "", run: "" };

export const base = new URL("./", document.baseURI);

/** Adds cases to a group; a serial one runs them one after another. */
export function cases(group, table, { serial = false } = {}) {
  const known = groups.get(group) ?? { serial, table: new Map() };
  for (const [name, run] of Object.entries(table)) {
    if (known.table.has(name)) throw new Error(`two cases are named ${group}/${name}`);
    known.table.set(name, run);
  }
  groups.set(group, known);
}

/** Makes a table of cases from what they differ in. */
export function table(items, name, run) {
  return Object.fromEntries(items.map((item) => [name(item), (key) => run(item, key)]));
}

export function groupNames() {
  return [...groups.keys()];
}

let results;

/** Begins to run a group; `limit` is how many milliseconds a case may take. */
export function start(group, elsewhere, name, limit) {
  Object.assign(given, { elsewhere, run: name });
  results = undefined;
  run(group, name, limit).then((found) => {
    results = found;
  });
}

/** Waits a while for the results of the group that was begun. */
export async function poll(patience) {
  for (const end = performance.now() + patience; results === undefined && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return results;
}

async function run(group, name, limit) {
  const { serial, table } = groups.get(group);
  const waiting = [...table].reverse();
  const found = {};
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [title, body] = next;
      const key = `${title}-${name}`.replaceAll(/[^a-zA-Z0-9]+/g, "-");
      found[title] = neutral(await outcome(() => body(key), limit));
    }
  };
  await Promise.all(Array.from({ length: serial ? 1 : 5 }, work));
  return found;
}

/** Runs a case; one that fails or takes too long has that for its result. */
async function outcome(body, limit) {
  const tooLate = new Promise((resolve) => setTimeout(resolve, limit, { outcome: "timeout" }));
  try {
    return await Promise.race([body(), tooLate]);
  } catch (error) {
    return { outcome: "error", name: error?.name ?? String(error), at: within(error) };
  }
}

/** Tells a mistake of the suite from what a case is about. */
function within(error) {
  return error instanceof ReferenceError || error instanceof SyntaxError ? error.message : undefined;
}

/** Names origins by what they are for, because ports differ from run to run. */
function neutral(value) {
  if (value === undefined) return null;
  const { host } = new URL(given.elsewhere);
  const text = JSON.stringify(value)
    .replaceAll(location.host, "{host}")
    .replaceAll(encodeURIComponent(location.host), "{host}")
    .replaceAll(host, "{elsewhere}");
  return JSON.parse(text, (key, part) => (/_PORT$/.test(key) ? part.replace(/^\d{4,}$/, "{port}") : part));
}
