// Ranges, which the probe answers as RFC 9110 §14 says.
import { cases, table } from "./cases.js";
import { get } from "./helpers.js";

const RANGES = [
  "bytes=0-9",
  "bytes=5-5",
  "bytes=90-",
  "bytes=-10",
  "bytes=0-",
  "bytes=95-200",
  "bytes=100-",
  "bytes=1000-2000",
  "bytes=-1000",
  "bytes=9-5",
  "bytes=0-1,4-5",
  "lines=1-2",
  "nonsense",
];

cases(
  "ranges",
  table(RANGES, (range) => range, (Range, key) => get(`resource/digits.txt?${key}`, { headers: { Range } })),
);
cases(
  "ranges",
  table(RANGES.slice(0, 6), (range) => `HEAD of ${range}`, (Range, key) =>
    get(`resource/digits.txt?${key}`, { method: "HEAD", headers: { Range } }),
  ),
);
cases("ranges", {
  "If-Range that fits": (key) =>
    get(`resource/digits.txt?${key}`, { headers: { Range: "bytes=1-2", "If-Range": '"resource-1"' } }),
  "If-Range that does not fit": (key) =>
    get(`resource/digits.txt?${key}`, { headers: { Range: "bytes=1-2", "If-Range": '"old"' } }),
  "without CORS": (key) =>
    get(`resource/digits.txt?${key}`, { mode: "no-cors", headers: { Range: "bytes=1-2" } }),
  "a range that is redirected": () =>
    get("redirect/302?to=../resource/digits.txt", { headers: { Range: "bytes=3-4" } }),
  "as bytes": async () => {
    const response = await fetch("resource/digits.txt", { headers: { Range: "bytes=3-4" } });
    return [response.ok, (await response.arrayBuffer()).byteLength];
  },
});
