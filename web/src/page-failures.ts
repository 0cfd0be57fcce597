import type { Failure } from "../../sw/src/protocol";
import { describeError, formatBytes } from "./format";

const UPLOAD =
  "If the site is yours, upload the whole folder that `hipflask build` wrote, with `hipflask-assets/` in it";

// Each of these is one thing that the page itself finds wrong, with its figures and names.

export function openedAsFile(href: string): Failure {
  return {
    code: "insecure-origin",
    title: "This page was opened as a file",
    message:
      "The site has to come from a web server: a browser runs no service worker for a file on disk.",
    hint: "In the folder that holds the site, run `hipflask preview .` and open the address that it prints.",
    detail: `Address: ${href}`,
  };
}

export function insecureOrigin(url: URL): Failure {
  const secure = new URL(url.href);
  secure.protocol = "https:";
  // A server on a port of its own will hardly speak both protocols there.
  const instead = url.port === "" ? `Open \`${secure.href}\`` : "Open the site's https address";
  return {
    code: "insecure-origin",
    title: "This address is not secure",
    message: `The site runs in a service worker, and browsers allow that only at addresses that begin with https:// or on this very computer (localhost). This page is at ${url.origin}.`,
    hint: `${instead} instead. If you are trying out your own site, open it as \`http://localhost:${url.port || "80"}\` on the computer that serves it.`,
  };
}

export function noServiceWorker(userAgent: string): Failure {
  return {
    code: "no-service-worker",
    title: "This browser cannot run this site",
    message:
      "The site has no server: its Python runs inside your browser, in a service worker. This browser does not offer service workers here, or it is too old for those that the site needs.",
    hint: "Open this address in an up-to-date Chrome, Edge, Firefox or Safari. If you are in a private window, or inside another app, use an ordinary browser window.",
    detail: `Browser: ${userAgent}`,
  };
}

export function storageRefused(cause: unknown): Failure {
  return {
    code: "private-mode",
    title: "This window may not store anything",
    message:
      "The site keeps Python and your data in the browser's storage, and the browser has refused it. So it is in some private windows, and where site data and cookies are blocked.",
    hint: "Open this address in an ordinary window, or allow this site to store data. Then try again.",
    detail: describeError(cause),
  };
}

/** @param cause - what a browser says that lets no page store anything in a frame of another site. */
export function storageRefusedInFrame(cause: unknown): Failure {
  return {
    ...storageRefused(cause),
    title: "This frame may not store anything",
    message:
      "The site is shown inside a page of another site. It keeps Python and your data in the browser's storage, and this browser grants none to such a frame: it blocks third-party cookies.",
    hint: "Open the site in a tab of its own, or allow third-party cookies for it.",
  };
}

/** @param needed - bytes that the site needs; @param free - bytes that the browser grants. */
export function notEnoughRoom(needed: number, free: number): Failure {
  return {
    code: "quota",
    title: "There is not enough room",
    message: `The site needs about ${formatBytes(needed)} on this device; the browser has ${formatBytes(free)} left for it.`,
    hint: "Free some space on the device, or delete the data of sites you no longer use in the browser's settings. Then try again.",
  };
}

export function baseNotFound(tried: readonly string[]): Failure {
  return {
    code: "base-not-found",
    title: "The site's files are not here",
    message: "No folder of this address holds the files that the site is made of.",
    hint: `Check the address. ${UPLOAD}.`,
    detail: `Looked for:\n${tried.join("\n")}`,
  };
}

export function serverUnreachable(tried: readonly string[]): Failure {
  return {
    code: "base-not-found",
    title: "The site cannot be reached",
    message: "The server that this page came from does not answer any more.",
    hint: "Check the connection, then try again. Once the site has been opened, it works offline too.",
    detail: `Asked for:\n${tried.join("\n")}`,
  };
}

export function registrationFailed(cause: unknown): Failure {
  return {
    code: "registration-failed",
    title: "The site could not be set up",
    message: "The browser did not accept the site's service worker.",
    hint: `Try again. ${UPLOAD}, and see what the browser's console says about \`sw.js\`.`,
    detail: describeError(cause),
  };
}

/** @param status - the HTTP status of the answer, or null when there was none. */
export function assetMissing(url: string, status: number | null): Failure {
  const reason = status === null ? "cannot be reached" : `is missing (status ${status})`;
  return {
    code: "asset-missing",
    title: "A file of this site is missing",
    message: `The file \`${new URL(url).pathname}\` ${reason}.`,
    hint: `Try again in a minute: the site may just be being published. ${UPLOAD}.`,
    detail: `Address: ${url}`,
  };
}

export function wrongContentType(url: string, contentType: string): Failure {
  return {
    code: "registration-failed",
    title: "The site could not be set up",
    message: `The host sends \`${new URL(url).pathname}\` as \`${contentType || "untyped"}\`, and browsers run only JavaScript.`,
    hint: "If the site is yours, make the host send files that end in .js and .mjs as `text/javascript`.",
    detail: `Address: ${url}\nContent-Type: ${contentType}`,
  };
}

export function workerSilent(): Failure {
  return {
    code: "worker-silent",
    title: "The site does not answer",
    message:
      "Its service worker says nothing any more: something that it was asked for may take for ever.",
    hint: "Close the site's other tabs, then restart it. Whatever it has saved is kept; what is under way is given up.",
  };
}

export function workerEnds(): Failure {
  return {
    code: "unknown",
    title: "The site does not answer",
    message: "Its service worker ends whenever it starts the application.",
    hint: "Try again. If it happens once more, close this site's other tabs, then reset this site.",
  };
}

export function installStopped(): Failure {
  return {
    code: "unknown",
    title: "The site could not be set up",
    message: "The browser ended the site's service worker before it was ready.",
    hint: "Check the connection, then try again. If it happens once more, reset this site.",
  };
}

export function keepsComingBack(): Failure {
  return {
    code: "unknown",
    title: "The application does not open",
    message:
      "It has started, but this page keeps coming back in its place. It has stopped reloading, so that this does not go on for ever.",
    hint: "Try again to open it. If this page is shown once more, reset this site.",
  };
}

export function pageBroken(cause: unknown): Failure {
  return {
    code: "unknown",
    title: "Something went wrong",
    message: "This page, which is to open the site, has met an error of its own.",
    hint: "Try again. If it happens once more, send the technical details to the people who run the site.",
    detail: describeError(cause),
  };
}
