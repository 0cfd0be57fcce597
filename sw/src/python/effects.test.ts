import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BOOT_TIMEOUT, boot } from "../testing/pyodide";
import { Effects } from "./effects";
import type { PyodideAPI } from "./pyodide-runtime";

let effects: Effects;
let pyodide: PyodideAPI;

beforeAll(async () => {
  effects = new Effects();
  pyodide = await boot({ observers: [effects] });
  pyodide.runPython(`
    import os, secrets, socket, sqlite3, time
    os.makedirs("/app/instance")
    open("/app/instance/kept.txt", "w").close()
    open("/app/data.txt", "w").close()
    open("/app/module.py", "w").close()
  `);
}, BOOT_TIMEOUT);

beforeEach(() => pyodide.runPython("os.chdir('/app')"));

function effectOf(program: string): string | undefined {
  effects.begin(["/app/instance"], "/app");
  pyodide.runPython(program);
  return effects.end();
}

test.each([
  ["computing", "sum(range(1000))"],
  ["importing", "import sys; sys.path.insert(0, '/app'); import module, colorsys"],
  ["reading what was packed", "open('data.txt').read(); os.listdir('/app'); os.stat('/lib')"],
  ["printing", "print('hello')"],
  ["a database in memory", "sqlite3.connect(':memory:').execute('create table t (c)')"],
])("there is none in %s", (_, program) => {
  expect(effectOf(program)).toBeUndefined();
});

test.each([
  ["time.time()", "it read the clock"],
  ["time.monotonic()", "it read the clock"],
  ["import datetime; datetime.datetime.now()", "it read the clock"],
  ["secrets.token_hex()", "it asked for random bytes"],
  ["socket.socket()", "it opened a socket"],
  ["open('/app/instance/kept.txt').read()", "it looked at /app/instance/kept.txt"],
  ["os.path.exists('instance/other.txt')", "it looked at /app/instance/other.txt"],
  ["os.listdir('/app/instance')", "it looked at /app/instance"],
  ["open('/tmp/new.txt', 'w')", "it changed /tmp/new.txt"],
  ["open('new.txt', 'a')", "it changed /app/new.txt"],
  ["os.mkdir('/app/instance/a')", "it changed /app/instance/a"],
  ["os.remove('/app/data.txt')", "it changed /app/data.txt"],
  ["sqlite3.connect('/tmp/a.db').execute('create table t (c)')", "it changed /tmp/a.db"],
])("%s: %s", (program, effect) => {
  expect(effectOf(program)).toMatch(effect);
});

test("only what is done while it is watched counts", () => {
  pyodide.runPython("time.time()");
  expect(effectOf("1 + 1")).toBeUndefined();
  expect(effectOf("time.time()")).toBeDefined();
  expect(effectOf("1 + 1")).toBeUndefined();
});

describe("what would do on this device alone", () => {
  const programs = [
    ["from js import Array", "it asked JavaScript"],
    ["import js; js.navigator", "it asked JavaScript"],
    ["from js import *", "it asked JavaScript"],
    ["from pyodide.code import run_js; run_js('1 + 1')", "it asked JavaScript"],
    ["import time; time.localtime(0)", "it asked for the local time"],
    ["import time; time.mktime((2026, 1, 1, 0, 0, 0, 0, 0, 0))", "it asked for the local time"],
  ] as const;

  test.each(programs)("is an effect in a memory for others: %s", async (program, effect) => {
    const strict = new Effects(true);
    const python = await boot({ observers: [strict] });
    strict.begin([], "/app");
    python.runPython(program);
    expect(strict.end()).toBe(effect);
    strict.begin([], "/app");
    python.runPython("sum(range(10)); len('abc')");
    expect(strict.end()).toBeUndefined();
  });

  test.each([
    ["calling", "parse('1')"],
    ["making", "make.new()"],
    ["looking something up", "texts['a']"],
  ])("is an effect of what was at hand before: %s", async (_, program) => {
    const strict = new Effects(true);
    const python = await boot({ observers: [strict] });
    python.runPython("from js import Map as make, parseInt as parse");
    python.runPython("texts = make.new(); texts.set('a', 'b')");
    strict.begin([], "/app");
    python.runPython(program);
    expect(strict.end()).toBe("it asked JavaScript");
  });

  test.each(programs)("is none in one for the same device: %s", (program) => {
    expect(effectOf(program)).toBeUndefined();
  });
});
