// HTTP knows octets, and so do WSGI and the jar, as strings whose letters are below U+0100; pages and
// the browser's cookie store know text. Browsers take UTF-8 for what is in between.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function octetsOf(text: string): string {
  return Array.from(encoder.encode(text), (octet) => String.fromCharCode(octet)).join("");
}

export function textOf(octets: string): string {
  return decoder.decode(Uint8Array.from(octets, (letter) => letter.charCodeAt(0)));
}
