// Every group of cases, and what the runner calls.
import { groupNames, poll, start } from "./cases.js";
import "./methods.js";
import "./paths.js";
import "./fields.js";
import "./fetching.js";
import "./navigations.js";
import "./statuses.js";
import "./redirects.js";
import "./ranges.js";
import "./caching.js";
import "./encodings.js";
import "./resources.js";
import "./policies.js";
import "./streams.js";
import "./events.js";
import "./cookies.js";
import "./workers.js";
import "./requests.js";
import "./failures.js";

globalThis.suite = { groupNames, poll, start };
