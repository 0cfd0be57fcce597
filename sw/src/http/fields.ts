// Header fields cross between JavaScript and Python as one string, because it is far cheaper than a
// list of proxies: names and values in turn, separated by line feeds, which neither may contain.

export type Field = readonly [name: string, value: string];

export function joinFields(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}\n${value}`).join("\n");
}

export function splitFields(text: string): Field[] {
  if (text === "") return [];
  const parts = text.split("\n");
  return Array.from({ length: parts.length / 2 }, (_, i) => [
    parts[2 * i] ?? "",
    parts[2 * i + 1] ?? "",
  ]);
}
